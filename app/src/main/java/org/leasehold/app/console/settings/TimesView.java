package org.leasehold.app.console.settings;

import static org.leasehold.app.console.parts.Parts.button;
import static org.leasehold.app.console.parts.Parts.label;
import static org.leasehold.app.console.parts.Parts.row;

import java.util.function.Consumer;
import javafx.geometry.Insets;
import javafx.scene.Node;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.leasehold.app.console.effect.EffectModel;
import org.leasehold.app.console.parts.Parts;
import org.leasehold.app.console.text.Texts;

/// Layout of the settings: group by group, what would result, what is wrong.
final class TimesView extends VBox {
  private final TimesModel model;
  private final VBox resulting = new VBox(4);
  private final VBox wrong = new VBox(4);

  /// @param open opens the dialog that asks
  /// @param advice from the measured renewals
  TimesView(TimesModel model, Consumer<EffectModel> open, Node advice) {
    super(14);
    this.model = model;
    var save =
        button(
            Texts.say("times.save"),
            () -> {
              var effect = model.save();
              if (effect != null) open.accept(effect);
            },
            "primary");
    save.setId("times-save");
    save.disableProperty().bind(model.off());
    var undo = button(Texts.say("times.undo"), model::undo);
    undo.setId("times-undo");
    undo.disableProperty().bind(model.changed().not());
    wrong.setId("times-wrong");
    resulting.setId("times-resulting");
    wrong.getStyleClass().addAll("note", "bad-note");
    var head =
        Parts.card(
            row(8, label(Texts.say("times.resulting"), "subtitle"), Parts.space(), undo, save),
            resulting,
            wrong,
            label(Texts.say("times.advice"), "subtitle"),
            advice);
    getChildren().add(head);
    String group = "";
    GridPane table = new GridPane();
    for (var field : model.fields()) {
      if (!field.group().equals(group)) {
        group = field.group();
        table = table();
        getChildren().add(Parts.card(label(Texts.say("times.group." + group), "subtitle"), table));
      }
      add(table, field);
    }
    model.wrong().addListener((_, _, _) -> show());
    model.resulting().addListener((_, _, _) -> show());
    show();
  }

  private static GridPane table() {
    var table = new GridPane();
    table.setHgap(16);
    var names = new ColumnConstraints(150, 210, 240);
    var values = new ColumnConstraints(110, 130, 190);
    var ranges = new ColumnConstraints(90, 110, 130);
    var reasons = new ColumnConstraints();
    reasons.setHgrow(Priority.ALWAYS);
    table.getColumnConstraints().addAll(names, values, ranges, reasons);
    return table;
  }

  private void add(GridPane table, SettingsTree.Field field) {
    int line = table.getRowCount();
    var key = "setting." + field.name();
    var name = label(field.name().substring(field.group().length() + 1), "mono");
    var editor = editor(field);
    editor.setId("set-" + field.name().replace('.', '-'));
    editor.setAccessibleText(field.name() + ", " + Texts.say(key));
    var range =
        switch (field.kind()) {
          case SECONDS -> Texts.say("times.range.seconds", field.from(), field.to());
          case COUNT -> Texts.say("times.range.count", field.from(), field.to());
          case FLAG, CHOICE -> "";
        };
    table.add(name, 0, line);
    table.add(editor, 1, line);
    table.add(label(range, "mut"), 2, line);
    table.add(Parts.text(Texts.say(key), "mut"), 3, line);
    var rule = Parts.line();
    GridPane.setMargin(rule, new Insets(5, 0, 5, 0));
    table.add(rule, 0, line + 1, 4, 1);
  }

  private Node editor(SettingsTree.Field field) {
    var text = model.text(field.name());
    return switch (field.kind()) {
      case SECONDS, COUNT -> {
        var box = new TextField();
        box.textProperty().bindBidirectional(text);
        box.setMaxWidth(100);
        var mark =
            (Runnable)
                () -> Parts.style(box, ok(field, text.get()) ? "fits" : "wrong", "fits", "wrong");
        text.addListener((_, _, _) -> mark.run());
        mark.run();
        yield box;
      }
      case FLAG -> {
        var box = new CheckBox();
        box.setSelected(text.get().equals("true"));
        box.selectedProperty().addListener((_, _, now) -> text.set(Boolean.toString(now)));
        text.addListener((_, _, now) -> box.setSelected(now.equals("true")));
        yield box;
      }
      case CHOICE -> {
        var box = new ComboBox<String>();
        box.getItems().setAll(field.choices());
        box.valueProperty().bindBidirectional(text);
        yield box;
      }
    };
  }

  private static boolean ok(SettingsTree.Field field, String text) {
    if (!SettingsTree.isReadable(field, text)) return false;
    double value = Double.parseDouble(text.strip());
    return value >= field.from() && value <= field.to();
  }

  private void show() {
    resulting.getChildren().clear();
    for (var line : model.resulting().get()) resulting.getChildren().add(Parts.text(line));
    wrong.getChildren().clear();
    for (var line : model.wrong().get()) {
      Label said = Parts.text(line);
      wrong.getChildren().add(said);
    }
    Parts.show(wrong, !model.wrong().get().isEmpty());
  }
}
