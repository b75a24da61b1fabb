package org.leasehold.app.console.vms;

import javafx.geometry.Side;
import javafx.scene.control.Button;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.CustomMenuItem;
import javafx.scene.control.Menu;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.TextField;
import org.leasehold.app.console.parts.Parts;
import org.leasehold.app.console.text.Texts;

/// The filters a person keeps, and the groups there are: the VMs of one tag, of one spread group.
final class FilterMenu {
  private final VmsModel model;
  private final SavedFilters saved;
  private final Button button;
  private final ContextMenu menu = new ContextMenu();

  FilterMenu(VmsModel model, SavedFilters saved) {
    this.model = model;
    this.saved = saved;
    button = Parts.button(Texts.say("vms.filters"), this::open);
    button.setId("vm-filters");
    button.setMinWidth(Button.USE_PREF_SIZE);
  }

  Button button() {
    return button;
  }

  private void open() {
    menu.getItems().clear();
    for (var one : saved.all()) {
      var item = new MenuItem(one.name());
      item.setId("filter-" + one.name());
      item.setOnAction(_ -> use(one.kind(), one.typed()));
      menu.getItems().add(item);
    }
    groups("tag", model.tags());
    groups("group", model.spreadGroups());
    if (!menu.getItems().isEmpty()) menu.getItems().add(new SeparatorMenuItem());
    menu.getItems().add(naming());
    if (!saved.all().isEmpty()) menu.getItems().add(forgetting());
    menu.show(button, Side.BOTTOM, 0, 4);
  }

  private void groups(String property, java.util.SortedMap<String, Integer> groups) {
    if (groups.isEmpty()) return;
    if (!menu.getItems().isEmpty()) menu.getItems().add(new SeparatorMenuItem());
    groups.forEach(
        (name, count) -> {
          var item = new MenuItem(Texts.say("vms.filters." + property, name, count));
          item.setId("filter-" + property + "-" + name);
          item.setOnAction(_ -> use(VmFilter.Kind.ALL, property + ":" + name));
          menu.getItems().add(item);
        });
  }

  private void use(VmFilter.Kind kind, String typed) {
    model.kind().set(kind);
    model.typed().set(typed);
  }

  /// A name is typed in the menu itself.
  private CustomMenuItem naming() {
    var name = new TextField();
    name.setId("filter-name");
    name.setPromptText(Texts.say("vms.filters.name"));
    name.setAccessibleText(Texts.say("vms.filters.name"));
    Runnable keep =
        () -> {
          if (!SavedFilters.isName(name.getText())) return;
          saved.keep(name.getText(), model.kind().get(), model.typed().get());
          menu.hide();
        };
    var save = Parts.button(Texts.say("vms.filters.keep"), keep, "small");
    save.setId("filter-keep");
    save.setDisable(true);
    name.textProperty().addListener((_, _, now) -> save.setDisable(!SavedFilters.isName(now)));
    name.setOnAction(_ -> keep.run());
    var item = new CustomMenuItem(Parts.row(8, name, save));
    item.setHideOnClick(false);
    return item;
  }

  private Menu forgetting() {
    var forget = new Menu(Texts.say("vms.filters.forget"));
    forget.setId("filter-forget");
    for (var one : saved.all()) {
      var item = new MenuItem(one.name());
      item.setOnAction(_ -> saved.forget(one.name()));
      forget.getItems().add(item);
    }
    return forget;
  }
}
