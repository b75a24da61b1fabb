package org.leasehold.app.console.settings;

import java.util.function.Consumer;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import org.leasehold.app.console.parts.KeptSwitch;

/// What the desktop shows of the cluster beside the window; kept for this person.
public final class DesktopModel {
  private final KeptSwitch quietKept;
  private final KeptSwitch noTrayKept;
  private final BooleanProperty quiet = new SimpleBooleanProperty();
  private final BooleanProperty tray = new SimpleBooleanProperty();

  /// @param quiet on: no notifications of the desktop
  /// @param noTray on: no icon in the tray
  /// @param trayWanted told when a person wants the icon, or no longer
  public DesktopModel(KeptSwitch quiet, KeptSwitch noTray, Consumer<Boolean> trayWanted) {
    quietKept = quiet;
    noTrayKept = noTray;
    look();
    this.quiet.addListener((_, _, now) -> quiet.set(now));
    tray.addListener(
        (_, _, now) -> {
          noTray.set(!now);
          trayWanted.accept(now);
        });
  }

  /// They may have been switched elsewhere: in the palette, in the icon's menu.
  void look() {
    quiet.set(quietKept.isOn());
    tray.set(!noTrayKept.isOn());
  }

  BooleanProperty quiet() {
    return quiet;
  }

  BooleanProperty tray() {
    return tray;
  }
}
