package org.leasehold.app.console.events;

import static org.leasehold.app.console.parts.Parts.button;
import static org.leasehold.app.console.parts.Parts.card;
import static org.leasehold.app.console.parts.Parts.grow;
import static org.leasehold.app.console.parts.Parts.label;
import static org.leasehold.app.console.parts.Parts.row;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import javafx.collections.ListChangeListener;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ListView;
import javafx.scene.control.TextField;
import javafx.scene.input.ScrollEvent;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.controlsfx.control.ToggleSwitch;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.console.live.EventRow;
import org.leasehold.app.console.live.Wishes;
import org.leasehold.app.console.parts.Choice;
import org.leasehold.app.console.parts.FileAsk;
import org.leasehold.app.console.parts.Parts;
import org.leasehold.app.console.text.Texts;
import org.leasehold.app.console.text.Times;
import org.leasehold.core.engine.Severity;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.VmId;

/// Layout of the screen: filters, the list, and the chosen event in full with where it leads.
public final class EventsView extends VBox {
  private final EventsModel model;
  private final Wishes wishes;
  private final ListView<EventRow> list = new ListView<>();
  private final TextField filter = new TextField();
  private final Label count = label("", "mut");
  private final Label said = Parts.text("", "mut");
  private final Label what = Parts.text("", "strong");
  private final Label because = Parts.text("", "mut");
  private final Button news;
  private final Button toHost;
  private final Button toVm;
  private final Button toIncident;
  private final HBox chosen;
  private Function<String, @Nullable HostId> hostByName = _ -> null;
  private Function<String, @Nullable VmId> vmByName = _ -> null;
  private FileAsk files = FileAsk.NOBODY;

  public EventsView(EventsModel model, Wishes wishes, Times times) {
    this.model = model;
    this.wishes = wishes;
    getStyleClass().add("page");
    list.setId("event-list");
    list.getStyleClass().addAll("item-list", "event-list");
    list.setFixedCellSize(EventCell.HEIGHT);
    list.setItems(model.rows());
    list.setCellFactory(_ -> new EventCell(times));
    list.setPlaceholder(label(Texts.say("events.nothing"), "mut"));
    list.setAccessibleText(Texts.say("events.accessible"));
    news = button("", model::release, "small");
    news.setId("event-news");
    toHost = button(Texts.say("events.host"), () -> lead(this::host), "small");
    toHost.setId("event-host");
    toVm = button(Texts.say("events.vm"), () -> lead(this::vm), "small");
    toVm.setId("event-vm");
    toIncident = button(Texts.say("events.incident"), () -> lead(this::incident), "small");
    toIncident.setId("event-incident");
    chosen = row(10, grow(Parts.column(1, what, because)), toHost, toVm, toIncident);
    chosen.setId("event-chosen");
    VBox.setVgrow(list, Priority.ALWAYS);
    var box = card(list, chosen);
    VBox.setVgrow(box, Priority.ALWAYS);
    getChildren().addAll(head(), filters(), box);
    listen();
    choose(null);
  }

  private HBox head() {
    var csv = button(Texts.say("events.csv"), this::csv);
    csv.setId("event-csv");
    HBox.setHgrow(said, Priority.ALWAYS);
    said.setMaxWidth(Double.MAX_VALUE);
    return row(12, label(Texts.say("screen.events"), "title"), count, said, news, csv);
  }

  private FlowPane filters() {
    filter.setId("event-filter");
    filter.setPromptText(Texts.say("events.filter"));
    filter.setAccessibleText(Texts.say("events.filter"));
    filter.setPrefWidth(260);
    filter.textProperty().bindBidirectional(model.words());
    var severity = new Choice<Severity>(Texts.say("events.severity"), model.least()::set);
    severity.setId("event-severity");
    severity.offer(
        List.of(Severity.values()).stream().map(EventsView::named).toList(), model.least().get());
    model.least().subscribe(severity::display);
    var kind = new Choice<String>(Texts.say("events.kind"), model.kind()::set);
    kind.setId("event-kind");
    kind.offer(
        List.of("", "host", "vm", "store", "engine").stream()
            .map(
                one ->
                    new Choice.Named<>(
                        Texts.say("events.kind." + (one.isEmpty() ? "all" : one)), one))
            .toList(),
        model.kind().get());
    model.kind().subscribe(kind::display);
    var follow = new ToggleSwitch(Texts.say("events.follow"));
    follow.setId("event-follow");
    follow.selectedProperty().bindBidirectional(model.follow());
    var line = new FlowPane(12, 8, filter, severity, kind, follow);
    line.setRowValignment(javafx.geometry.VPos.CENTER);
    return line;
  }

  private static Choice.Named<Severity> named(Severity one) {
    return new Choice.Named<>(
        Texts.say("events.severity." + one.name().toLowerCase(Locale.ROOT)), one);
  }

  private void listen() {
    model.said().subscribe(said::setText);
    model
        .waiting()
        .subscribe(
            waiting -> {
              news.setText(Texts.say("events.news", waiting));
              Parts.show(news, waiting.intValue() > 0);
            });
    list.getSelectionModel().selectedItemProperty().subscribe(this::choose);
    // who scrolls or chooses reads: then nothing must move
    list.addEventFilter(ScrollEvent.SCROLL, _ -> model.follow().set(false));
    list.setOnMousePressed(_ -> model.follow().set(false));
    list.setOnKeyPressed(
        e -> {
          if (e.getCode().isNavigationKey()) model.follow().set(false);
        });
    model
        .follow()
        .subscribe(
            now -> {
              if (now) list.scrollTo(0);
            });
    model
        .rows()
        .addListener(
            (ListChangeListener<EventRow>)
                _ -> {
                  counted();
                  if (model.follow().get()) list.scrollTo(0);
                });
    counted();
  }

  private void counted() {
    count.setText(Texts.say("events.count", model.rows().size(), model.knownCount()));
  }

  private void choose(@Nullable EventRow row) {
    Parts.show(chosen, row != null);
    if (row == null) return;
    what.setText(row.subject() + " " + row.what());
    because.setText(row.because());
    Parts.show(because, !row.because().isEmpty());
    Parts.show(toHost, host(row) != null);
    Parts.show(toVm, vm(row) != null);
    Parts.show(toIncident, row.incident() > 0);
  }

  private void lead(Function<EventRow, @Nullable Runnable> way) {
    var row = list.getSelectionModel().getSelectedItem();
    var go = row == null ? null : way.apply(row);
    if (go != null) go.run();
  }

  private @Nullable Runnable host(EventRow row) {
    var host = row.kind().equals("host") ? hostByName.apply(row.subject()) : null;
    return host == null ? null : () -> wishes.showHost(host);
  }

  private @Nullable Runnable vm(EventRow row) {
    var vm = row.kind().equals("vm") ? vmByName.apply(row.subject()) : null;
    return vm == null ? null : () -> wishes.showVm(vm);
  }

  private @Nullable Runnable incident(EventRow row) {
    return row.incident() == 0 ? null : () -> wishes.showIncident(row.incident());
  }

  private void csv() {
    files.save(Texts.say("events.csv.title"), "events.csv").ifPresent(model::writeCsv);
  }

  /// @param how files are asked for
  public void files(FileAsk how) {
    files = how;
  }

  /// How what an event is about is found: null where there is none of that name.
  public void names(
      Function<String, @Nullable HostId> hosts, Function<String, @Nullable VmId> vms) {
    hostByName = hosts;
    vmByName = vms;
  }

  /// Shows the events that have these words, whatever was filtered before.
  public void find(String words) {
    model.least().set(Severity.INFO);
    model.kind().set("");
    model.words().set(words);
  }
}
