package org.leasehold.app.console.shell;

import static org.leasehold.app.console.parts.Parts.label;

import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;
import org.leasehold.app.console.parts.Parts;
import org.leasehold.app.console.text.Texts;

/// What there is to see before there is a cluster.
final class FirstStart extends VBox {
  private final Button demo;

  /// @param connect opens the dialog "connect"
  /// @param why what did not work before; may be empty
  FirstStart(Starts starts, Runnable connect, String why) {
    super(12);
    setId("first-start");
    setAlignment(Pos.CENTER);
    setMaxWidth(560);
    var mark = new Region();
    mark.getStyleClass().add("logo-mark");
    mark.setScaleX(2.2);
    mark.setScaleY(2.2);
    VBox.setMargin(mark, new javafx.geometry.Insets(0, 0, 14, 0));
    this.demo = choice(Feather.PLAY_CIRCLE, "first.demo", starts::demo);
    this.demo.setId("first-demo");
    var open = choice(Feather.HARD_DRIVE, "first.volume", starts::volume);
    open.setId("first-volume");
    var far = choice(Feather.LINK, "first.connect", connect);
    far.setId("first-connect");
    Parts.show(far, starts.connector() != null);
    var here = choice(Feather.SERVER, "first.engine", starts::engine);
    here.setId("first-engine");
    var trouble = Parts.text(why, "bad");
    trouble.setTextAlignment(javafx.scene.text.TextAlignment.CENTER);
    Parts.show(trouble, !why.isEmpty());
    var text = Parts.text(Texts.say("first.text"), "mut");
    text.setTextAlignment(javafx.scene.text.TextAlignment.CENTER);
    getChildren()
        .addAll(
            mark,
            label(Texts.say("first.title"), "title"),
            text,
            trouble,
            this.demo,
            open,
            far,
            here,
            Parts.text(Texts.say("first.more"), "mut", "small"));
  }

  private static Button choice(Feather icon, String key, Runnable action) {
    var button = new Button();
    button.getStyleClass().setAll("choice-card");
    button.setMaxWidth(Double.MAX_VALUE);
    var words =
        Parts.column(2, label(Texts.say(key), "subtitle"), label(Texts.say(key + ".text"), "mut"));
    var line = Parts.row(18, Parts.icon(icon), words);
    button.setGraphic(line);
    button.setAccessibleText(Texts.say(key) + ". " + Texts.say(key + ".text"));
    button.setOnAction(_ -> action.run());
    return button;
  }

  void begin() {
    demo.requestFocus();
  }
}
