package org.leasehold.app.console.shell;

import java.util.Locale;
import org.kordamp.ikonli.feather.Feather;

/// The screens, in the order of the navigation.
public enum Screen {
  OVERVIEW(Feather.ACTIVITY),
  LEASE_MAP(Feather.GRID),
  EVENTS(Feather.LIST);

  private final Feather icon;

  Screen(Feather icon) {
    this.icon = icon;
  }

  /// Key of its texts, and what is kept of it between runs.
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
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
