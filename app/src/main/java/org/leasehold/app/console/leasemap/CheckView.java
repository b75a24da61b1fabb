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

  /// @param closing takes the dialog away
  public CheckView(CheckModel model, Runnable closing) {
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
    getChildren()
        .addAll(title, row(8, icon, summary), progress, scroll, new HBox(Parts.space(), close));
    model.result().addListener((_, _, now) -> show(now));
    show(model.result().get());
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
    rows.getChildren().addAll(Parts.text(Texts.say("check.command"), "mut"), command);
  }

  /// Where the keyboard begins.
  public void begin() {
    close.requestFocus();
  }
}
