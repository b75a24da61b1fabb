package org.leasehold.app.console.hosts;

import static org.leasehold.app.console.parts.Parts.label;

import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.console.parts.Kept;
import org.leasehold.app.console.parts.KeptColumns;
import org.leasehold.app.console.parts.MemoryBar;
import org.leasehold.app.console.parts.Parts;
import org.leasehold.app.console.parts.Tone;
import org.leasehold.app.console.text.Texts;
import org.leasehold.core.model.HostId;

/// The table of hosts.
final class HostTable extends TableView<HostsModel.Line> {
  private static final double ROW = 34;
  private static final double NARROW = 680;
  private static final List<String> SPARE = List.of("hosts-since", "hosts-renewal");

  private final KeptColumns kepts;

  HostTable(HostsModel model, Kept kept) {
    kepts = new KeptColumns(kept, "hosts");
    setId("hosts");
    getStyleClass().add("rows");
    setFixedCellSize(ROW);
    setTableMenuButtonVisible(true);
    setAccessibleText(Texts.say("screen.hosts"));
    setPlaceholder(label(Texts.say("hosts.empty"), "mut"));
    setColumnResizePolicy(TableView.CONSTRAINED_RESIZE_POLICY_FLEX_LAST_COLUMN);
    column("name", 80, 110, HostRow::tone, HostRow::name);
    column("status", 110, 136, null, HostRow::status);
    column("since", 84, 112, null, HostRow::since);
    column("grade", 104, 116, HostRow::gradeTone, HostRow::grade);
    column("vms", 44, 50, null, row -> Integer.toString(row.vms()));
    memory();
    column("renewal", 90, 130, null, HostRow::renewal);
    column("remark", 100, 300, null, HostRow::remark);
    kepts.follow(this);
    widthProperty().addListener((_, was, now) -> fit(was.doubleValue(), now.doubleValue()));
    setItems(model.lines());
    getSelectionModel()
        .selectedItemProperty()
        .addListener(
            (_, _, now) -> {
              if (now != null) model.chosen().set(now.host());
            });
  }

  private void column(
      String key,
      double min,
      double wide,
      @Nullable Function<HostRow, Tone> tone,
      Function<HostRow, String> text) {
    var column = made(key, min, wide);
    column.setComparator(Comparator.comparing(text));
    column.setCellFactory(_ -> new Cell(tone, text));
  }

  private void memory() {
    var column = made("memory", 90, 130);
    column.setComparator(Comparator.comparingDouble(HostRow::used));
    column.setCellFactory(_ -> new MemoryCell());
  }

  private TableColumn<HostsModel.Line, HostRow> made(String key, double min, double wide) {
    var column = new TableColumn<HostsModel.Line, HostRow>(Texts.say("hosts.head." + key));
    column.setId("hosts-" + key);
    column.setMinWidth(min);
    column.setPrefWidth(wide);
    column.setCellValueFactory(line -> line.getValue().row());
    getColumns().add(column);
    return column;
  }

  /// In a narrow window what must be looked at matters more than what is well. Only as the width
  /// crosses the line: what a person shows or hides stays so.
  private void fit(double was, double now) {
    boolean crossed = (was < NARROW) != (now < NARROW);
    if (was > 0 && !crossed) return;
    kepts.fit(this, SPARE, now >= NARROW);
  }

  void reveal(HostId host) {
    for (int i = 0; i < getItems().size(); i++) {
      if (!getItems().get(i).host().equals(host)) continue;
      getSelectionModel().clearAndSelect(i);
      scrollTo(i);
    }
  }

  private static final class Cell extends TableCell<HostsModel.Line, HostRow> {
    private final @Nullable Function<HostRow, Tone> tone;
    private final Function<HostRow, String> text;
    private final Region dot = Parts.dot();
    private final Tooltip tip = new Tooltip();

    Cell(@Nullable Function<HostRow, Tone> tone, Function<HostRow, String> text) {
      this.tone = tone;
      this.text = text;
      tip.setWrapText(true);
      tip.setMaxWidth(420);
      if (tone != null) setGraphic(dot);
      setGraphicTextGap(7);
    }

    @Override
    protected void updateItem(@Nullable HostRow row, boolean empty) {
      super.updateItem(row, empty);
      if (empty || row == null) {
        setText("");
        dot.setVisible(false);
        setTooltip(null);
        return;
      }
      var words = text.apply(row);
      if (!words.equals(getText())) setText(words);
      dot.setVisible(tone != null && !words.isEmpty());
      if (tone != null) Parts.style(dot, tone.apply(row).word(), Tone.words());
      tip.setText(words);
      setTooltip(words.length() > 20 ? tip : null);
    }
  }

  private static final class MemoryCell extends TableCell<HostsModel.Line, HostRow> {
    private final javafx.scene.control.Label text = label("", "small");
    private final MemoryBar bar = new MemoryBar();
    private final Region box = Parts.column(3, text, bar);

    MemoryCell() {
      HBox.setHgrow(box, javafx.scene.layout.Priority.ALWAYS);
      box.setMaxHeight(USE_PREF_SIZE);
    }

    @Override
    protected void updateItem(@Nullable HostRow row, boolean empty) {
      super.updateItem(row, empty);
      if (empty || row == null || row.memory().isEmpty()) {
        setGraphic(null);
        return;
      }
      text.setText(row.memory());
      bar.show(row.used(), row.kept());
      setGraphic(box);
    }
  }
}
