package org.leasehold.app.console.vms;

import static org.leasehold.app.console.parts.Parts.button;
import static org.leasehold.app.console.parts.Parts.label;
import static org.leasehold.app.console.parts.Parts.row;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javafx.scene.control.Button;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.Label;
import javafx.scene.control.MenuItem;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.controlsfx.control.SegmentedButton;
import org.controlsfx.control.textfield.TextFields;
import org.leasehold.app.console.effect.EffectModel;
import org.leasehold.app.console.live.Wishes;
import org.leasehold.app.console.parts.Kept;
import org.leasehold.app.console.parts.Parts;
import org.leasehold.app.console.text.Texts;
import org.leasehold.core.model.VmId;

/// Layout of the screen: filter, actions, table, and the chosen VM in full.
public final class VmsView extends VBox {
  private static final List<VmAction> AT_HAND =
      List.of(VmAction.START, VmAction.STOP, VmAction.KILL, VmAction.MIGRATE);

  private final VmsModel model;
  private final Dialogs dialogs;
  private final VmTable table;
  private final TextField filter = TextFields.createClearableTextField();
  private final Label count = label("", "mut");
  private final Map<VmFilter.Kind, ToggleButton> kinds = new EnumMap<>(VmFilter.Kind.class);
  private final Map<VmAction, List<Consumer<String>>> switches = new EnumMap<>(VmAction.class);

  /// What opens dialogs above the screen.
  public interface Dialogs {
    void open(EffectModel effect);

    void adopt();

    void policy(VmId vm);

    void definition(VmId vm);
  }

  /// @param columns where the table's columns are kept
  /// @param filters where named filters are kept
  /// @param viewer shows guests' displays
  public VmsView(
      VmsModel model,
      Wishes wishes,
      Dialogs dialogs,
      Kept columns,
      SavedFilters filters,
      Viewer viewer) {
    this.model = model;
    this.dialogs = dialogs;
    getStyleClass().add("page");
    table = new VmTable(model, columns);
    filter.setId("vm-filter");
    filter.setPromptText(Texts.say("vms.filter"));
    filter.setAccessibleText(Texts.say("vms.filter"));
    filter.setPrefWidth(250);
    filter.setMinWidth(140);
    filter.setTooltip(new Tooltip(Texts.say("vms.filter.tip")));
    filter.textProperty().bindBidirectional(model.typed());
    var kindButtons = new SegmentedButton();
    for (var kind : VmFilter.Kind.values()) {
      var one = new ToggleButton();
      one.setId("vms-" + kind.word());
      one.setMinWidth(USE_PREF_SIZE);
      one.setOnAction(
          _ -> {
            one.setSelected(true);
            model.kind().set(kind);
          });
      kinds.put(kind, one);
      kindButtons.getButtons().add(one);
    }
    kindButtons.getStyleClass().add("kinds");
    model.kind().addListener((_, _, now) -> kinds.forEach((k, b) -> b.setSelected(k == now)));
    kinds.forEach((k, b) -> b.setSelected(k == VmFilter.Kind.ALL));
    count.setMinWidth(USE_PREF_SIZE);
    var title = label(Texts.say("screen.vms"), "title");
    title.setMinWidth(USE_PREF_SIZE);
    var head =
        row(
            12,
            title,
            count,
            Parts.space(),
            kindButtons,
            filter,
            new FilterMenu(model, filters).button());
    var details = new VmDetailsView(model, new GuestModel(model::desk, viewer), wishes);
    var box = Parts.card(table);
    box.getStyleClass().add("flush");
    VBox.setVgrow(table, Priority.ALWAYS);
    HBox.setHgrow(box, Priority.ALWAYS);
    box.setMinWidth(0);
    var body = new HBox(14, box, details);
    VBox.setVgrow(body, Priority.ALWAYS);
    body.setMinHeight(0);
    getChildren().addAll(head, actions(), body);
    table.setContextMenu(menu());
    model.counts().addListener((_, _, _) -> counted());
    model.nots().addListener((_, _, _) -> judged());
    counted();
    judged();
  }

  private HBox actions() {
    var bar = row(8);
    for (var action : AT_HAND) {
      var one =
          button(
              Texts.say("act." + action.word()),
              () -> act(action),
              action == VmAction.KILL ? "danger" : "plain");
      one.setId("act-" + action.word());
      heed(action, not -> switched(one, not));
      bar.getChildren().add(one);
    }
    var more = button(Texts.say("act.more"), () -> {});
    more.setId("act-more");
    var menu = new ContextMenu();
    fill(menu, false);
    more.setOnAction(_ -> menu.show(more, javafx.geometry.Side.BOTTOM, 0, 4));
    var adopt = button(Texts.say("adopt.open"), dialogs::adopt);
    adopt.setId("adopt-open");
    bar.getChildren().addAll(more, Parts.space(), adopt);
    return bar;
  }

  private ContextMenu menu() {
    var menu = new ContextMenu();
    fill(menu, true);
    return menu;
  }

  private void fill(ContextMenu menu, boolean all) {
    for (var action : VmAction.values()) {
      if (!all && AT_HAND.contains(action)) continue;
      var item = new MenuItem(Texts.say("act." + action.word()));
      if (!all) item.setId("act-" + action.word());
      item.setOnAction(_ -> act(action));
      heed(action, not -> item.setDisable(!not.isEmpty()));
      menu.getItems().add(item);
    }
    menu.getItems().add(ofOne("policy", all, dialogs::policy));
    menu.getItems().add(ofOne("definition", all, dialogs::definition));
  }

  /// What is about one VM, and off while several are chosen.
  private MenuItem ofOne(String word, boolean all, Consumer<VmId> open) {
    var item = new MenuItem(Texts.say(word + ".open"));
    if (!all) item.setId(word + "-open");
    item.setOnAction(
        _ -> {
          var chosen = model.chosen().get();
          if (chosen.size() == 1) open.accept(chosen.getFirst());
        });
    item.setDisable(model.chosen().get().size() != 1);
    model.chosen().addListener((_, _, now) -> item.setDisable(now.size() != 1));
    return item;
  }

  private void heed(VmAction action, Consumer<String> with) {
    switches.computeIfAbsent(action, _ -> new ArrayList<>()).add(with);
  }

  private static void switched(Button button, String not) {
    button.setDisable(!not.isEmpty());
    button.setAccessibleHelp(not);
  }

  private void judged() {
    model
        .nots()
        .get()
        .forEach(
            (action, not) -> {
              for (var one : switches.getOrDefault(action, List.of())) one.accept(not);
            });
  }

  private void counted() {
    var now = model.counts().get();
    count.setText(Texts.say("vms.count", now.shown(), now.all()));
    for (var kind : VmFilter.Kind.values()) {
      int of =
          switch (kind) {
            case ALL -> now.all();
            case TROUBLE -> now.trouble();
            case UNPROTECTED -> now.unprotected();
            case OFF -> now.off();
          };
      var button = kinds.get(kind);
      if (button != null) button.setText(Texts.say("vms.kind." + kind.word(), of));
    }
  }

  private void act(VmAction action) {
    var effect = model.effect(action);
    if (effect != null) dialogs.open(effect);
  }

  /// Chooses one VM and brings it into sight, whatever was filtered.
  public void reveal(VmId vm) {
    if (model.lines().stream().noneMatch(line -> line.vm().equals(vm))) {
      model.typed().set("");
      model.kind().set(VmFilter.Kind.ALL);
    }
    table.reveal(vm);
  }

  /// What is typed into the filter from now on; nothing else is left out.
  public void filter(String words) {
    model.kind().set(words.isEmpty() ? VmFilter.Kind.UNPROTECTED : VmFilter.Kind.ALL);
    model.typed().set(words);
  }

  /// Where the keyboard begins.
  public void begin() {
    filter.requestFocus();
  }
}
