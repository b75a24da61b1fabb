package org.leasehold.app.console.incidents;

import static org.leasehold.app.console.parts.Parts.column;
import static org.leasehold.app.console.parts.Parts.grow;
import static org.leasehold.app.console.parts.Parts.label;
import static org.leasehold.app.console.parts.Parts.row;

import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.leasehold.app.console.live.Wishes;
import org.leasehold.app.console.parts.Parts;
import org.leasehold.app.console.parts.Tone;
import org.leasehold.app.console.text.Texts;

/// The proof card of one VM.
final class ProofNode extends VBox {
  ProofNode(IncidentPage.Proof proof, Wishes wishes) {
    getStyleClass().add("card");
    setId("proof-" + proof.vm());
    var lease = Parts.button(Texts.say("proof.lease"), () -> wishes.showLease(proof.vm()), "small");
    var icon = Parts.icon(proof.tone().icon(), "icon-" + proof.tone().word());
    var name = label(proof.name(), "subtitle");
    name.setMinWidth(USE_PREF_SIZE);
    getChildren().add(row(8, icon, name, grow(Parts.text(proof.headline(), "mut")), lease));
    if (!proof.times().isEmpty()) getChildren().add(times(proof));
    getChildren().add(facts(proof));
  }

  private static HBox times(IncidentPage.Proof proof) {
    var line = new HBox(28);
    line.getStyleClass().add("proof-times");
    for (var time : proof.times()) {
      var after = label(time.after(), "subtitle");
      if (time.tone() != Tone.NONE) after.getStyleClass().add(time.tone().word());
      line.getChildren()
          .add(column(1, label(time.what(), "mut", "small"), after, detail(time.detail())));
    }
    return line;
  }

  private static javafx.scene.control.Label detail(String text) {
    var detail = label(text, "mut", "small");
    Parts.show(detail, !text.isEmpty());
    return detail;
  }

  private static GridPane facts(IncidentPage.Proof proof) {
    var grid = new GridPane();
    grid.setHgap(14);
    grid.setVgap(4);
    var what = new ColumnConstraints();
    what.setMinWidth(100);
    what.setPrefWidth(100);
    var text = new ColumnConstraints();
    text.setHgrow(Priority.ALWAYS);
    grid.getColumnConstraints().addAll(what, text);
    int line = 0;
    for (var fact : proof.facts()) {
      var key = label(fact.what(), "mut");
      GridPane.setValignment(key, javafx.geometry.VPos.TOP);
      grid.add(key, 0, line);
      grid.add(Parts.text(fact.text()), 1, line++);
    }
    return grid;
  }
}
