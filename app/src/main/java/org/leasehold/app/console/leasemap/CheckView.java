package org.leasehold.app.console.leasemap;

import static org.leasehold.app.console.parts.Parts.button;
import static org.leasehold.app.console.parts.Parts.label;
import static org.leasehold.app.console.parts.Parts.row;

import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.leasehold.app.console.parts.Parts;
import org.leasehold.app.console.text.Texts;

/// Layout of a volume check: findings first, then the plan of a repair.
public final class CheckView extends VBox {
  private final Label title = label("", "title");
  private final HBox icon = new HBox();
  private final Label summary = Parts.text("");
  private final ProgressBar progress = new ProgressBar();
  private final VBox rows = new VBox(8);
  private final ScrollPane scroll = new ScrollPane(rows);
  private final Button close;
  private final CheckModel model;
  private final VBox note = new VBox(4);
  private final Label said = Parts.text("", "strong");
  private final VBox left = new VBox(3);
  private final Button repair;
  private final Button back;

  /// @param closing takes the dialog away
  public CheckView(CheckModel model, Runnable closing) {
    this.model = model;
    getStyleClass().add("dialog-box");
    setId("check-dialog");
    setMaxHeight(USE_PREF_SIZE);
    scroll.setMaxHeight(440);
    scroll.prefViewportHeightProperty().bind(rows.heightProperty());
    setMaxWidth(760);
    scroll.getStyleClass().add("dialog-scroll");
    scroll.setFitToWidth(true);
    VBox.setVgrow(scroll, Priority.ALWAYS);
    rows.getStyleClass().add("check-rows");
    progress.setMaxWidth(Double.MAX_VALUE);
    close =
        button(
            "",
            () -> {
              model.cancel();
              closing.run();
            });
    close.setId("check-close");
    close.setCancelButton(true);
    said.setId("check-said");
    note.getStyleClass().add("note");
    note.getChildren().addAll(said, left);
    note.setMinHeight(USE_PREF_SIZE);
    repair = button("", this::next, "danger");
    repair.setId("check-repair");
    back = button(Texts.say("effect.cancel"), this::back);
    back.setId("check-back");
    getChildren()
        .addAll(
            title,
            row(8, icon, summary),
            progress,
            scroll,
            note,
            new HBox(10, Parts.space(), close, back, repair));
    model.result().addListener((_, _, now) -> show(now));
    model.repair().addListener((_, _, now) -> show(now));
    show(model.result().get());
    show(model.repair().get());
  }

  private void show(CheckModel.Result result) {
    title.setText(result.title());
    icon.getChildren().setAll(Parts.icon(result.tone().icon(), "icon-" + result.tone().word()));
    summary.setText(result.summary());
    Parts.show(progress, result.running());
    close.setText(Texts.say(result.running() ? "check.cancel" : "check.close"));
    rows.getChildren().clear();
    for (var finding : result.findings()) rows.getChildren().add(finding(finding));
    if (!result.plan().isEmpty()) plan(result);
    Parts.show(scroll, !rows.getChildren().isEmpty());
  }

  /// Asks, then does it; the keyboard begins on the button that does not.
  private void next() {
    if (model.repair().get().stage() == CheckModel.Stage.ASKED) {
      model.carryOut();
      return;
    }
    model.askRepair();
    back.requestFocus();
  }

  private void back() {
    model.doNotRepair();
    close.requestFocus();
  }

  private void show(CheckModel.Repair now) {
    said.setText(now.text());
    left.getChildren().clear();
    for (var one : now.refused()) left.getChildren().add(Parts.text("• " + one));
    Parts.show(note, !now.text().isEmpty());
    Parts.style(note, now.tone().word() + "-note", "ok-note", "warn-note", "bad-note", "info-note");
    boolean asked = now.stage() == CheckModel.Stage.ASKED;
    Parts.show(repair, asked || now.stage() == CheckModel.Stage.PLANNED);
    repair.setText(Texts.say(asked ? "check.repair.go" : "check.repair"));
    Parts.show(back, asked);
    Parts.show(close, !asked);
    close.setDisable(now.stage() == CheckModel.Stage.RUNNING);
  }

  private static VBox finding(CheckModel.Row finding) {
    var head =
        row(
            8,
            Parts.icon(finding.tone().icon(), "icon-" + finding.tone().word()),
            label(finding.place(), "strong"),
            Parts.text(finding.read()));
    return Parts.column(
        2, head, Parts.text(finding.meaning(), "mut"), Parts.text(finding.action()), Parts.line());
  }

  private void plan(CheckModel.Result result) {
    rows.getChildren().add(label(Texts.say("check.plan"), "subtitle"));
    int number = 1;
    for (var step : result.plan()) {
      rows.getChildren().add(row(10, label(number++ + "."), Parts.text(step)));
    }
    var command = new TextField(result.command());
    command.setEditable(false);
    command.getStyleClass().add("mono");
    command.setAccessibleText(Texts.say("check.command"));
    command.setId("check-command");
    rows.getChildren().addAll(Parts.text(Texts.say("check.command"), "mut"), command);
  }

  /// Where the keyboard begins.
  public void begin() {
    close.requestFocus();
  }
}
