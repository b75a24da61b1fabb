package org.leasehold.app.console.leasemap;

import static org.leasehold.app.console.parts.Parts.button;
import static org.leasehold.app.console.parts.Parts.card;
import static org.leasehold.app.console.parts.Parts.label;
import static org.leasehold.app.console.parts.Parts.row;

import java.util.List;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;
import org.leasehold.app.console.live.Wishes;
import org.leasehold.app.console.parts.Parts;
import org.leasehold.app.console.text.Texts;
import org.leasehold.app.console.theme.ThemeColours;

/// Layout of the Lease map.
public final class LeaseMapView extends VBox {
  private static final int SMALL_FROM = 1200;
  private static final double LEGEND_FROM = 640;

  private final LeaseMapModel model;
  private final Label name = label("", "title");
  private final Label about = label("", "mut");
  private final Label trouble = Parts.text("", "bad");
  private final HBox troubleLine = row(8, Parts.icon(Feather.ALERT_TRIANGLE, "icon-bad"), trouble);
  private final HeartbeatTable beats = new HeartbeatTable();
  private final SlotGrid grid = new SlotGrid();
  private final HBox legend = new HBox(12);
  private final ToggleButton small = new ToggleButton();
  private final InspectorView inspector;
  private List<HeartbeatRow> legendShown = List.of();
  private boolean sizeChosen;

  /// @param check "Check volume" was pressed
  /// @param others "All domains" was pressed; shows the choice below the node
  public LeaseMapView(
      LeaseMapModel model,
      Wishes wishes,
      Runnable check,
      java.util.function.Consumer<Button> others) {
    this.model = model;
    getStyleClass().add("page");
    var checkButton = button(Texts.say("map.check"), check);
    checkButton.setId("check-volume");
    var domains = button(Texts.say("map.domains"), () -> {});
    domains.setId("domains");
    domains.setGraphic(Parts.icon(Feather.CHEVRON_DOWN));
    domains.setContentDisplay(javafx.scene.control.ContentDisplay.RIGHT);
    domains.setOnAction(_ -> others.accept(domains));
    name.setMinWidth(USE_PREF_SIZE);
    checkButton.setMinWidth(USE_PREF_SIZE);
    domains.setMinWidth(USE_PREF_SIZE);
    about.setMinWidth(0);
    var head = row(10, name, about, Parts.space(), checkButton, domains);
    inspector = new InspectorView(model, wishes);
    var left = new VBox(14, card(label(Texts.say("beat.title"), "subtitle"), beats), volume());
    VBox.setVgrow(left.getChildren().get(1), Priority.ALWAYS);
    HBox.setHgrow(left, Priority.ALWAYS);
    left.setMinWidth(0);
    var body = new HBox(14, left, inspector);
    VBox.setVgrow(body, Priority.ALWAYS);
    getChildren().addAll(head, troubleLine, body);
    grid.selected().bindBidirectional(model.selected());
    model.selected().addListener((_, _, _) -> grid.reveal());
    model.reading().addListener((_, _, now) -> show(now));
    model.cells().addListener((_, _, now) -> grid.show(now));
    model.trouble().addListener((_, _, now) -> showTrouble(now));
    showTrouble(model.trouble().get());
    show(model.reading().get());
    grid.show(model.cells().get());
  }

  private VBox volume() {
    var filter = new TextField();
    filter.setId("slot-filter");
    filter.setPromptText(Texts.say("map.filter"));
    filter.setAccessibleText(Texts.say("map.filter"));
    filter.setPrefWidth(170);
    filter.setMinWidth(90);
    filter.textProperty().bindBidirectional(model.filter());
    small.getStyleClass().setAll("act", "small", "icon-only");
    small.setGraphic(Parts.icon(Feather.GRID));
    small.setAccessibleText(Texts.say("map.small"));
    small.setTooltip(new javafx.scene.control.Tooltip(Texts.say("map.small")));
    small.setOnAction(_ -> sizeChosen = true);
    small
        .selectedProperty()
        .addListener((_, _, on) -> grid.size(on ? SlotSize.SMALL : SlotSize.LARGE));
    legend.setAlignment(javafx.geometry.Pos.CENTER_RIGHT);
    legend.setMinWidth(0);
    grid.widthProperty()
        .addListener((_, _, wide) -> legend.setVisible(wide.doubleValue() > LEGEND_FROM));
    grid.setId("slots");
    VBox.setVgrow(grid, Priority.ALWAYS);
    var title = label(Texts.say("map.volume"), "subtitle");
    title.setMinWidth(USE_PREF_SIZE);
    var head = row(10, title, filter, Parts.grow(legend), small);
    var made = card(head, grid);
    made.setSpacing(10);
    return made;
  }

  private void showTrouble(String sentence) {
    trouble.setText(sentence);
    Parts.show(troubleLine, !sentence.isEmpty());
  }

  private void show(@Nullable MapReading reading) {
    if (reading == null) return;
    name.setText(reading.name());
    about.setText(reading.about());
    beats.show(reading.hosts());
    if (!sizeChosen && reading.cells().size() > SMALL_FROM) small.setSelected(true);
    if (sameHosts(reading.hosts())) return;
    legendShown = reading.hosts();
    legend.getChildren().clear();
    for (var host : reading.hosts()) {
      legend
          .getChildren()
          .add(row(5, Parts.dot("host-" + colour(host.hostId())), label(host.name(), "mut")));
    }
    legend.getChildren().add(label(Texts.say("map.unused"), "mut"));
  }

  private boolean sameHosts(List<HeartbeatRow> hosts) {
    return hosts.stream()
        .map(HeartbeatRow::name)
        .toList()
        .equals(legendShown.stream().map(HeartbeatRow::name).toList());
  }

  static int colour(int hostId) {
    return (hostId - 1) % ThemeColours.HOSTS + 1;
  }

  public void colours(ThemeColours colours) {
    grid.colours(colours);
    beats.colours(colours);
  }

  /// Scrolls the slots; for measuring.
  public void scrollBy(double pixels) {
    grid.scrollBy(pixels);
  }

  public double scrolled() {
    return grid.scrolled();
  }
}
