package org.leasehold.app.console.settings;

import static org.leasehold.app.console.parts.Parts.button;
import static org.leasehold.app.console.parts.Parts.card;
import static org.leasehold.app.console.parts.Parts.label;
import static org.leasehold.app.console.parts.Parts.row;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javafx.beans.property.BooleanProperty;
import javafx.geometry.Insets;
import javafx.scene.Node;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.ToggleButton;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.controlsfx.control.SegmentedButton;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.console.effect.Desk;
import org.leasehold.app.console.effect.EffectModel;
import org.leasehold.app.console.parts.FactTable;
import org.leasehold.app.console.parts.Parts;
import org.leasehold.app.console.parts.Tone;
import org.leasehold.app.console.text.Texts;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.monitor.Snapshot;

/// Layout of the screen: five parts, one of them shown.
public final class SettingsView extends VBox {
  private static final List<String> KEYS =
      List.of("palette", "screens", "volume", "theme", "escape", "slots", "tables");

  private final TimesModel times;
  private final DocumentsModel documents;
  private final @Nullable DesktopModel desktop;
  private final Dialogs dialogs;
  private final ScrollPane scroll = new ScrollPane();
  private final Map<String, Node> parts = new LinkedHashMap<>();
  private final Map<String, ToggleButton> buttons = new LinkedHashMap<>();
  private final FactTable facts = new FactTable(150);
  private final VBox advice = new VBox(6);
  private final VBox stores = new VBox(14);
  private SettingsReading shown = SettingsReading.NONE;

  /// What opens dialogs above the screen.
  public interface Dialogs {
    void open(EffectModel effect);

    void newStore();

    void removeStore(LockspaceName domain);

    /// Light or dark.
    void otherTheme();
  }

  /// @param desktop null: nothing is shown beside the window
  public SettingsView(
      TimesModel times,
      NotifyModel notify,
      DocumentsModel documents,
      @Nullable DesktopModel desktop,
      Dialogs dialogs) {
    this.times = times;
    this.documents = documents;
    this.desktop = desktop;
    this.dialogs = dialogs;
    getStyleClass().add("page");
    var chooser = new SegmentedButton();
    chooser.getStyleClass().add("kinds");
    parts.put("cluster", cluster());
    parts.put("times", new TimesView(times, dialogs::open, advice));
    parts.put("stores", storesPart());
    var engines = notifications(notify);
    parts.put(
        "notify", desktop == null ? engines : Parts.column(14, engines, desktopPart(desktop)));
    parts.put("window", window());
    for (var name : parts.keySet()) {
      var one = new ToggleButton(Texts.say("settings." + name));
      one.setId("settings-" + name);
      one.setMinWidth(USE_PREF_SIZE);
      one.setOnAction(_ -> open(name));
      buttons.put(name, one);
      chooser.getButtons().add(one);
    }
    scroll.getStyleClass().add("page-scroll");
    scroll.setFitToWidth(true);
    scroll.setFocusTraversable(false);
    scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
    VBox.setVgrow(scroll, Priority.ALWAYS);
    getChildren()
        .addAll(
            row(12, label(Texts.say("screen.settings"), "title"), Parts.space(), chooser), scroll);
    open("times");
  }

  /// @param part `cluster`, `times`, `stores`, `notify`, `window`
  public void open(String part) {
    buttons.forEach((name, button) -> button.setSelected(name.equals(part)));
    scroll.setContent(parts.get(part));
    scroll.setVvalue(0);
    if (part.equals("cluster")) documents.look();
    if (part.equals("notify") && desktop != null) desktop.look();
  }

  /// The dialog that removes a store.
  public static EffectModel removal(Desk desk, LockspaceName domain) {
    return new EffectModel(desk, new StoreEffects(domain));
  }

  public void show(Snapshot snapshot, SettingsReading reading) {
    times.show(snapshot, reading.settings());
    var before = shown;
    shown = reading;
    facts.show(reading.facts().stream().map(f -> new FactTable.Fact(f.name(), f.value())).toList());
    if (!before.stores().equals(reading.stores())) fillStores();
    if (!before.advice().equals(reading.advice())) fillAdvice();
  }

  private Node cluster() {
    return Parts.column(
        14,
        card(label(Texts.say("settings.cluster"), "subtitle"), facts),
        new DocumentsView(documents));
  }

  private Node storesPart() {
    var add = button(Texts.say("store.new"), dialogs::newStore, "primary");
    add.setId("store-new");
    return Parts.column(
        14, row(8, Parts.text(Texts.say("store.lead"), "mut"), Parts.space(), add), stores);
  }

  private void fillStores() {
    stores.getChildren().clear();
    for (var store : shown.stores()) {
      var remove =
          button(
              Texts.say("store.remove.open"),
              () -> dialogs.removeStore(store.domain()),
              "small",
              "danger");
      remove.setId("store-remove-" + store.name());
      var home = label(store.home() ? Texts.say("store.home") : "", "chip-grade");
      Parts.show(home, store.home());
      var box =
          card(
              row(8, label(store.name(), "subtitle"), home, Parts.space(), remove),
              Parts.text(store.times()));
      if (!store.domain().text().equals(store.name())) {
        box.getChildren().add(1, Parts.text(store.domain().text(), "mut", "mono"));
      }
      for (var place : store.hosts()) {
        box.getChildren().add(said(place.tone(), place.host(), place.text()));
      }
      stores.getChildren().add(box);
    }
  }

  private void fillAdvice() {
    advice.getChildren().clear();
    for (var one : shown.advice()) advice.getChildren().add(said(one.tone(), "", one.text()));
  }

  static HBox said(Tone tone, String name, String text) {
    var icon = Parts.icon(tone.icon(), "icon-" + tone.word());
    icon.setAccessibleText(Texts.say("tone." + tone.word()));
    var line = row(8, icon);
    if (!name.isEmpty()) {
      var who = label(name, "strong");
      who.setMinWidth(70);
      line.getChildren().add(who);
    }
    line.getChildren().add(Parts.grow(Parts.text(text)));
    return line;
  }

  private static Node notifications(NotifyModel notify) {
    var test = button(Texts.say("notify.test"), notify::test, "primary");
    test.setId("notify-test");
    test.disableProperty().bind(notify.busy());
    var lines = new VBox(6);
    lines.setId("notify-lines");
    notify
        .lines()
        .addListener(
            (_, _, now) ->
                lines
                    .getChildren()
                    .setAll(now.stream().map(one -> said(one.tone(), "", one.text())).toList()));
    return card(
        label(Texts.say("settings.notify"), "subtitle"),
        Parts.text(Texts.say("notify.lead")),
        Parts.text(notify.file(), "mono", "mut"),
        Parts.text(Texts.say("notify.text"), "mut"),
        row(8, test),
        lines);
  }

  private static Node desktopPart(DesktopModel desktop) {
    return card(
        label(Texts.say("settings.desktop"), "subtitle"),
        choice("desktop.quiet", desktop.quiet()),
        choice("desktop.tray", desktop.tray()));
  }

  private static Node choice(String key, BooleanProperty value) {
    var box = new CheckBox(Texts.say(key));
    box.setId(key.replace('.', '-'));
    box.selectedProperty().bindBidirectional(value);
    var text = Parts.text(Texts.say(key + ".text"), "mut", "small");
    VBox.setMargin(text, new Insets(0, 0, 0, 26));
    return Parts.column(1, box, text);
  }

  private Node window() {
    var theme = button(Texts.say("top.theme"), dialogs::otherTheme);
    theme.setId("settings-theme");
    var keys = new FactTable(170);
    keys.show(
        KEYS.stream()
            .map(
                key ->
                    new FactTable.Fact(
                        Texts.say("keys." + key), Texts.say("keys." + key + ".text")))
            .toList());
    return Parts.column(
        14,
        card(
            label(Texts.say("settings.theme"), "subtitle"),
            Parts.text(Texts.say("settings.theme.text"), "mut"),
            row(8, theme)),
        card(label(Texts.say("settings.keys"), "subtitle"), keys));
  }
}
