package org.leasehold.app.console.shell;

import static org.leasehold.app.console.parts.Parts.iconButton;
import static org.leasehold.app.console.parts.Parts.label;
import static org.leasehold.app.console.parts.Parts.row;

import javafx.beans.binding.Bindings;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import org.kordamp.ikonli.feather.Feather;
import org.leasehold.app.console.parts.Parts;
import org.leasehold.app.console.parts.Pill;
import org.leasehold.app.console.text.Texts;

/// The window's top line: name, search, and the four statements about the whole cluster.
final class TopBar extends HBox {
  private final Label cluster = label("", "mut");
  private final Pill incidents;
  private final Pill guarded;
  private final Pill survives;
  private final Pill acts;

  private static final double ACTS_MIN = 120;
  private static final double ACTS_MAX = 300;

  /// Narrower than this the cluster's name needs the room of the product's, which has its mark.
  private static final double NAMED_MIN = 1180;

  private static final double CLUSTER_MIN = 72;
  private static final double NARROW_SEARCH = 128;

  private final Tooltip whoActs = new Tooltip();

  /// @param search opens the palette
  /// @param overview opens the Overview
  /// @param events opens the events
  /// @param theme light or dark
  TopBar(Runnable search, Runnable overview, Runnable events, Runnable theme) {
    getStyleClass().add("top");
    incidents = new Pill(overview);
    guarded = new Pill(overview);
    survives = new Pill(overview);
    acts = new Pill(events);
    incidents.setId("pill-incidents");
    guarded.setId("pill-protected");
    survives.setId("pill-survives");
    acts.setId("pill-acts");
    var mark = new Region();
    mark.getStyleClass().add("logo-mark");
    var name = label(Texts.say("app.name"), "logo-text");
    name.setMinWidth(USE_PREF_SIZE);
    name.visibleProperty().bind(widthProperty().greaterThanOrEqualTo(NAMED_MIN));
    name.managedProperty().bind(name.visibleProperty());
    for (var pill : new Pill[] {incidents, guarded, survives, acts}) {
      pill.setMinWidth(USE_PREF_SIZE);
    }
    // who acts elsewhere is told in a host's own words, which may be a whole sentence
    acts.setMinWidth(ACTS_MIN);
    acts.setMaxWidth(ACTS_MAX);
    acts.setTooltip(whoActs);
    getChildren()
        .addAll(
            row(8, mark, name),
            cluster,
            searchBox(search, name.visibleProperty()),
            Parts.space(),
            incidents,
            guarded,
            survives,
            acts,
            iconButton(Feather.MOON, Texts.say("top.theme"), theme));
    getChildren().getLast().setId("theme");
  }

  /// @param wide there is room for more than one word
  private static Button searchBox(Runnable search, ReadOnlyBooleanProperty wide) {
    var box = new Button();
    box.setId("search");
    box.getStyleClass().setAll("search-box");
    var hint = label("");
    hint.textProperty()
        .bind(
            Bindings.when(wide)
                .then(Texts.say("top.search"))
                .otherwise(Texts.say("top.search.short")));
    hint.setMinWidth(0);
    var key = label(Texts.say("top.search.key"), "small");
    key.setMinWidth(USE_PREF_SIZE);
    var inside = new HBox(12, hint, Parts.space(), key);
    inside.setAlignment(javafx.geometry.Pos.CENTER_LEFT);
    inside.setMouseTransparent(true);
    box.setGraphic(inside);
    box.setContentDisplay(javafx.scene.control.ContentDisplay.GRAPHIC_ONLY);
    box.setAccessibleText(Texts.say("top.search"));
    box.setOnAction(_ -> search.run());
    box.setMinWidth(96);
    box.prefWidthProperty().bind(Bindings.when(wide).then(300).otherwise(NARROW_SEARCH));
    box.setMaxWidth(340);
    inside.prefWidthProperty().bind(box.widthProperty().subtract(24));
    HBox.setHgrow(box, javafx.scene.layout.Priority.SOMETIMES);
    return box;
  }

  void cluster(String name) {
    cluster.setText(name);
    cluster.setMinWidth(name.isEmpty() ? 0 : CLUSTER_MIN);
    cluster.setTooltip(name.isEmpty() ? null : new Tooltip(name));
  }

  void pillsShown(boolean shown) {
    for (var pill : new Pill[] {incidents, guarded, survives, acts}) Parts.show(pill, shown);
  }

  void show(LiveReading live) {
    incidents.show(live.incidentsSaid().tone(), live.incidentsSaid().text());
    guarded.show(live.protectedSaid().tone(), live.protectedSaid().text());
    survives.show(live.survives().tone(), live.survives().text());
    acts.show(live.acts().tone(), live.acts().text());
    whoActs.setText(live.acts().text());
  }
}
