package org.leasehold.app.console.text;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;

/// The console's words, from the bundle in the assets.
public final class Texts {
  private static final ResourceBundle BUNDLE =
      ResourceBundle.getBundle("org.leasehold.assets.i18n.console", Locale.ROOT);

  private Texts() {}

  /// @param key in the bundle; an unknown one is a mistake that a test finds
  /// @param values for `{0}`, `{1}`; numbers are given as text or with their format
  public static String say(String key, Object... values) {
    return new MessageFormat(BUNDLE.getString(key), Locale.ROOT).format(values);
  }
}
