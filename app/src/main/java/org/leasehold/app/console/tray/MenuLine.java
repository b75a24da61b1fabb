package org.leasehold.app.console.tray;

import java.util.List;
import org.leasehold.app.console.text.Texts;

/// A line of the icon's menu.
sealed interface MenuLine {
  /// Stays the same as long as the icon is shown; 0 is the menu itself.
  int id();

  /// Can be read only.
  record Words(int id, String text) implements MenuLine {}

  record Gap(int id) implements MenuLine {}

  record Act(int id, String text, Wish wish) implements MenuLine {}

  /// With a mark while it is on.
  record Toggle(int id, String text, boolean on, Wish wish) implements MenuLine {}

  enum Wish {
    SHOW,
    QUIET,
    CLOSE
  }

  /// @param quiet the desktop's notifications are off
  static List<MenuLine> of(TrayReading reading, boolean quiet) {
    return List.of(
        new Words(1, reading.state()),
        new Gap(2),
        new Act(3, Texts.say("tray.show"), Wish.SHOW),
        new Toggle(4, Texts.say("tray.quiet"), quiet, Wish.QUIET),
        new Gap(5),
        new Act(6, Texts.say("tray.close"), Wish.CLOSE));
  }
}
