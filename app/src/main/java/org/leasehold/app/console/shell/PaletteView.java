package org.leasehold.app.console.shell;

import static org.leasehold.app.console.parts.Parts.label;
import static org.leasehold.app.console.parts.Parts.row;

import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.console.text.Texts;

/// Layout of the palette.
final class PaletteView extends VBox {
  private final TextField field = new TextField();
  private final ListView<PaletteModel.Entry> list = new ListView<>();
  private final Runnable closing;

  PaletteView(PaletteModel model, Runnable closing) {
    this.closing = closing;
    getStyleClass().add("palette");
    setId("palette");
    field.setId("palette-field");
    field.setPromptText(Texts.say("palette.prompt"));
    field.setAccessibleText(Texts.say("palette.prompt"));
    field.textProperty().bindBidirectional(model.words());
    list.getStyleClass().add("palette-list");
    list.setId("palette-list");
    list.setFocusTraversable(false);
    list.setPlaceholder(label(Texts.say("palette.nothing"), "mut"));
    list.setCellFactory(_ -> new Cell());
    list.setOnMouseClicked(_ -> choose());
    VBox.setVgrow(list, javafx.scene.layout.Priority.ALWAYS);
    model.found().addListener((_, _, now) -> show(now));
    show(model.found().get());
    addEventFilter(KeyEvent.KEY_PRESSED, this::key);
    getChildren().addAll(field, list);
  }

  private void show(java.util.List<PaletteModel.Entry> entries) {
    list.getItems().setAll(entries);
    if (!entries.isEmpty()) list.getSelectionModel().select(0);
  }

  private void key(KeyEvent e) {
    int at = list.getSelectionModel().getSelectedIndex();
    if (e.getCode() == KeyCode.DOWN) select(at + 1);
    else if (e.getCode() == KeyCode.UP) select(at - 1);
    else if (e.getCode() == KeyCode.ENTER) choose();
    else if (e.getCode() == KeyCode.ESCAPE) closing.run();
    else return;
    e.consume();
  }

  private void select(int index) {
    if (list.getItems().isEmpty()) return;
    int to = Math.clamp(index, 0, list.getItems().size() - 1);
    list.getSelectionModel().select(to);
    list.scrollTo(to);
  }

  private void choose() {
    var chosen = list.getSelectionModel().getSelectedItem();
    if (chosen == null) return;
    closing.run();
    chosen.action().run();
  }

  void begin() {
    field.requestFocus();
  }

  private static final class Cell extends ListCell<PaletteModel.Entry> {
    private final Label kind = label("", "mut", "small");
    private final Label name = label("", "strong");
    private final Label detail = label("", "mut");
    private final HBox line = row(10, kind, name, detail);

    Cell() {
      kind.setMinWidth(48);
      name.setMinWidth(USE_PREF_SIZE);
      setPrefWidth(0);
    }

    @Override
    protected void updateItem(PaletteModel.@Nullable Entry entry, boolean empty) {
      super.updateItem(entry, empty);
      if (empty || entry == null) {
        setGraphic(null);
        return;
      }
      kind.setText(entry.kind());
      name.setText(entry.name());
      detail.setText(entry.detail());
      setGraphic(line);
      setAccessibleText(entry.kind() + " " + entry.name() + " " + entry.detail());
    }
  }
}
