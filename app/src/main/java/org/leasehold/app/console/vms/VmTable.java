package org.leasehold.app.console.vms;

import static org.leasehold.app.console.parts.Parts.label;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import javafx.collections.ListChangeListener;
import javafx.scene.control.SelectionMode;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableRow;
import javafx.scene.control.TableView;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.Region;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.console.parts.Kept;
import org.leasehold.app.console.parts.KeptColumns;
import org.leasehold.app.console.parts.Parts;
import org.leasehold.app.console.parts.Tone;
import org.leasehold.app.console.text.Texts;
import org.leasehold.app.console.text.Times;
import org.leasehold.core.model.VmId;

/// The table of VMs: only the lines in sight have nodes, and only what differs is drawn anew.
final class VmTable extends TableView<VmsModel.Line> {
  private static final double ROW = 30;
  private static final double NARROW = 680;
  private static final List<String> SPARE = List.of("vms-wanted", "vms-priority", "vms-memory");

  private final VmsModel model;
  private final Map<TableColumn<VmsModel.Line, ?>, Comparator<VmRow>> orders = new HashMap<>();
  private final KeptColumns kepts;
  private boolean restoring;

  VmTable(VmsModel model, Kept kept) {
    this.model = model;
    kepts = new KeptColumns(kept, "vms");
    setId("vms");
    getStyleClass().add("rows");
    setFixedCellSize(ROW);
    setTableMenuButtonVisible(true);
    setAccessibleText(Texts.say("screen.vms"));
    setPlaceholder(label(Texts.say("vms.none"), "mut"));
    getSelectionModel().setSelectionMode(SelectionMode.MULTIPLE);
    setColumnResizePolicy(TableView.CONSTRAINED_RESIZE_POLICY_FLEX_LAST_COLUMN);
    column("name", 100, 140, true, VmRow::tone, VmRow::name, VmsModel.byName());
    column("state", 84, 96, true, null, VmRow::state, Comparator.comparing(VmRow::state));
    column("host", 60, 80, true, null, VmRow::host, Comparator.comparing(VmRow::host));
    column("mode", 96, 108, true, VmRow::modeTone, VmRow::mode, Comparator.comparing(VmRow::mode));
    column("wanted", 70, 84, true, null, VmRow::wanted, Comparator.comparing(VmRow::wanted));
    column(
        "priority",
        60,
        66,
        true,
        null,
        row -> Integer.toString(row.priority()),
        Comparator.comparingInt(VmRow::priority));
    column(
        "memory",
        70,
        80,
        true,
        null,
        row -> Texts.say("vms.gib", Times.gib(row.memoryMiB())),
        Comparator.comparingLong(VmRow::memoryMiB));
    column("store", 70, 90, false, null, VmRow::store, Comparator.comparing(VmRow::store));
    column("version", 70, 80, false, null, VmRow::version, Comparator.comparing(VmRow::version));
    column("apart", 70, 90, false, null, VmRow::apart, Comparator.comparing(VmRow::apart));
    column("tags", 70, 110, false, null, VmRow::tags, Comparator.comparing(VmRow::tags));
    column("next", 120, 340, true, null, VmRow::next, Comparator.comparing(VmRow::next));
    setSortPolicy(
        _ -> {
          model.order(order());
          return true;
        });
    kepts.follow(this);
    widthProperty().addListener((_, was, now) -> fit(was.doubleValue(), now.doubleValue()));
    setItems(model.lines());
    model.lines().addListener((ListChangeListener<VmsModel.Line>) _ -> restore());
    getSelectionModel()
        .getSelectedItems()
        .addListener((ListChangeListener<VmsModel.Line>) _ -> choose());
    setRowFactory(_ -> new Told());
  }

  private void column(
      String key,
      double min,
      double wide,
      boolean shown,
      @Nullable Function<VmRow, Tone> tone,
      Function<VmRow, String> text,
      Comparator<VmRow> order) {
    var column = new TableColumn<VmsModel.Line, VmRow>(Texts.say("vms.head." + key));
    column.setId("vms-" + key);
    column.setMinWidth(min);
    column.setPrefWidth(wide);
    column.setVisible(shown);
    column.setCellValueFactory(line -> line.getValue().row());
    column.setCellFactory(_ -> new Cell(tone, text));
    column.setReorderable(true);
    orders.put(column, order);
    getColumns().add(column);
  }

  /// In a narrow window what a VM is at and why matters more than its size. Only as the width
  /// crosses the line: what a person shows or hides stays so.
  private void fit(double was, double now) {
    boolean crossed = (was < NARROW) != (now < NARROW);
    if (was > 0 && !crossed) return;
    kepts.fit(this, SPARE, now >= NARROW);
  }

  private Comparator<VmRow> order() {
    Comparator<VmRow> all = null;
    for (var column : getSortOrder()) {
      var one = orders.get(column);
      if (one == null) continue;
      var way = column.getSortType() == TableColumn.SortType.DESCENDING ? one.reversed() : one;
      all = all == null ? way : all.thenComparing(way);
    }
    return all == null ? VmsModel.byName() : all.thenComparing(VmsModel.byName());
  }

  private void choose() {
    if (!restoring && !model.isAnew()) take();
  }

  private void take() {
    var chosen = new ArrayList<VmId>();
    for (var line : getSelectionModel().getSelectedItems()) if (line != null) chosen.add(line.vm());
    if (!chosen.equals(model.chosen().get())) model.chosen().set(List.copyOf(chosen));
  }

  /// What was chosen stays chosen wherever it went; what is not shown any more is not.
  private void restore() {
    var wanted = model.chosen().get();
    var selection = getSelectionModel();
    var lines = getItems();
    restoring = true;
    var at = new ArrayList<Integer>();
    for (int i = 0; i < lines.size() && at.size() < wanted.size(); i++) {
      if (wanted.contains(lines.get(i).vm())) at.add(i);
    }
    selection.clearSelection();
    for (var index : at) selection.select((int) index);
    restoring = false;
    take();
  }

  /// Chooses one VM and brings it into sight.
  void reveal(VmId vm) {
    for (int i = 0; i < getItems().size(); i++) {
      if (!getItems().get(i).vm().equals(vm)) continue;
      getSelectionModel().clearAndSelect(i);
      scrollTo(Math.max(0, i - 3));
      return;
    }
  }

  /// Says the whole line to a screen reader.
  private static final class Told extends TableRow<VmsModel.Line> {
    @Override
    protected void updateItem(VmsModel.@Nullable Line line, boolean empty) {
      super.updateItem(line, empty);
      if (empty || line == null) {
        setAccessibleText(null);
        return;
      }
      var row = line.row().get();
      setAccessibleText(
          String.join(", ", row.name(), row.state(), row.host(), row.mode(), row.next()));
    }
  }

  private static final class Cell extends TableCell<VmsModel.Line, VmRow> {
    private final @Nullable Function<VmRow, Tone> tone;
    private final Function<VmRow, String> text;
    private final Region dot = Parts.dot();
    private final Tooltip tip = new Tooltip();

    Cell(@Nullable Function<VmRow, Tone> tone, Function<VmRow, String> text) {
      this.tone = tone;
      this.text = text;
      tip.setWrapText(true);
      tip.setMaxWidth(420);
      if (tone != null) setGraphic(dot);
      dot.setVisible(false);
      setGraphicTextGap(7);
    }

    @Override
    protected void updateItem(@Nullable VmRow row, boolean empty) {
      super.updateItem(row, empty);
      if (empty || row == null) {
        setText("");
        dot.setVisible(false);
        setTooltip(null);
        return;
      }
      var words = text.apply(row);
      if (!words.equals(getText())) setText(words);
      dot.setVisible(tone != null);
      if (tone != null) Parts.style(dot, tone.apply(row).word(), Tone.words());
      tip.setText(words);
      setTooltip(words.length() > 30 ? tip : null);
    }
  }
}
