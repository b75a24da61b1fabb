package org.leasehold.app.console.shell;

import java.util.Locale;
import org.kordamp.ikonli.feather.Feather;

/// The screens, in the order of the navigation.
public enum Screen {
  OVERVIEW(Feather.ACTIVITY, 1),
  HOSTS(Feather.SERVER, 2),
  VMS(Feather.MONITOR, 3),
  LEASE_MAP(Feather.GRID, 4),
  INCIDENTS(Feather.ALERT_CIRCLE, 5),
  EVENTS(Feather.LIST, 6),
  WHAT_IF(Feather.ZAP_OFF, 7),
  SETTINGS(Feather.SLIDERS, 8);

  private final Feather icon;
  private final int digit;

  Screen(Feather icon, int digit) {
    this.icon = icon;
    this.digit = digit;
  }

  /// Key of its texts, and what is kept of it between runs.
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// Ctrl and this digit open it.
  public int digit() {
    return digit;
  }

  public Feather icon() {
    return icon;
  }

  /// The Overview where the word is not known.
  public static Screen of(String word) {
    for (var screen : values()) if (screen.word().equals(word)) return screen;
    return OVERVIEW;
  }
}
