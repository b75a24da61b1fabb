package org.leasehold.app.console.demo;

import static org.leasehold.app.console.parts.Parts.label;

import java.util.concurrent.Executor;
import javafx.scene.control.Label;
import javafx.scene.control.Menu;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.layout.VBox;
import org.leasehold.app.console.live.Names;
import org.leasehold.app.console.parts.Parts;
import org.leasehold.app.console.text.Texts;
import org.leasehold.app.console.text.Times;

/// The demo's own controls: how fast its time goes, and what goes wrong.
public final class DemoPanel extends VBox {
  private final DemoFace face;
  private final Executor window;
  private final Label said = Parts.text("", "mut", "small");

  /// @param window runs what changes the window
  public DemoPanel(DemoFace face, Executor window) {
    super(6);
    this.face = face;
    this.window = window;
    getStyleClass().add("demo-panel");
    var trouble = new MenuButton(Texts.say("demo.trouble"));
    trouble.setId("trouble");
    trouble.getStyleClass().add("menu-act");
    trouble.setMaxWidth(Double.MAX_VALUE);
    for (var kind : Trouble.values()) {
      if (kind == Trouble.QEMU_KILLED || kind == Trouble.STORE_LOST) {
        trouble.getItems().add(new SeparatorMenuItem());
      }
      trouble.getItems().add(item(kind));
    }
    getChildren()
        .addAll(
            label(Texts.say("demo.title"), "strong"),
            Parts.text(Texts.say("demo.text"), "mut", "small"),
            Speeds.of(face),
            trouble,
            said);
  }

  private MenuItem item(Trouble kind) {
    var text = Texts.say("demo.trouble." + kind.word());
    if (kind.aim() == Trouble.Aim.CLUSTER) {
      var item = new MenuItem(text);
      item.setOnAction(_ -> make(kind, 1, "web-1", ""));
      return item;
    }
    var menu = new Menu(text);
    var state = face.latest().state();
    if (kind.aim() == Trouble.Aim.HOST) {
      for (var host : state.hosts().values()) {
        var name = Names.of(state, host.id());
        var item = new MenuItem(name);
        item.setOnAction(_ -> make(kind, host.id().value(), "web-1", name));
        menu.getItems().add(item);
      }
    } else {
      for (var started : ShopFloor.STARTED) {
        for (var vm : started) {
          var item = new MenuItem(vm);
          item.setOnAction(_ -> make(kind, 1, vm, vm));
          menu.getItems().add(item);
        }
      }
    }
    return menu;
  }

  private void make(Trouble kind, int host, String vm, String name) {
    var _ =
        face.make(kind, host, vm)
            .thenAccept(changed -> window.execute(() -> told(kind, name, changed)));
  }

  private void told(Trouble kind, String name, boolean changed) {
    var what = Texts.say("demo.trouble." + kind.word());
    if (!changed) {
      said.setText(Texts.say("demo.noeffect"));
      return;
    }
    var lasts =
        kind.lastsSeconds() == 0 ? "" : Texts.say("demo.lasts", Times.age(kind.lastsSeconds()));
    said.setText((name.isEmpty() ? what : name + ": " + what) + lasts);
  }
}
