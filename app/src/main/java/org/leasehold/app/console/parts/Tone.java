package org.leasehold.app.console.parts;

import java.util.Locale;
import org.kordamp.ikonli.feather.Feather;

/// How good something is: a colour and an icon, always beside a word.
public enum Tone {
  OK(Feather.CHECK_CIRCLE),
  WARN(Feather.ALERT_TRIANGLE),
  BAD(Feather.ALERT_OCTAGON),
  INFO(Feather.INFO),
  NONE(Feather.CIRCLE);

  private final Feather icon;

  Tone(Feather icon) {
    this.icon = icon;
  }

  /// The style class.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public Feather icon() {
    return icon;
  }

  /// All style classes, to be dropped when another comes.
  public static String[] words() {
    return new String[] {"ok", "warn", "bad", "info", "none"};
  }
}
