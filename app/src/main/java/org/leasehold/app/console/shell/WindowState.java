package org.leasehold.app.console.shell;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Properties;
import org.leasehold.app.console.theme.Theme;

/// What the window looked like when it was closed; kept in a small file of the user's.
///
/// @param width 640..10,000 pixels
/// @param height 480..10,000 pixels
/// @param screen word of the screen that was open
public record WindowState(
    double width, double height, boolean maximised, Theme theme, String screen) {
  public static final WindowState FIRST = new WindowState(1440, 900, false, Theme.DARK, "overview");

  public WindowState {
    width = Math.clamp(width, 640, 10_000);
    height = Math.clamp(height, 480, 10_000);
  }

  /// `leasehold/console.properties` under XDG_CONFIG_HOME or ~/.config.
  public static Path place() {
    var given = System.getenv("XDG_CONFIG_HOME");
    var config =
        given == null || given.isEmpty()
            ? Path.of(System.getProperty("user.home", "."), ".config")
            : Path.of(given);
    return config.resolve("leasehold").resolve("console.properties");
  }

  /// What cannot be read counts as never written.
  public static WindowState load(Path file) {
    var kept = new Properties();
    try (var in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      kept.load(in);
      return new WindowState(
          Double.parseDouble(kept.getProperty("width", "1440")),
          Double.parseDouble(kept.getProperty("height", "900")),
          Boolean.parseBoolean(kept.getProperty("maximised", "false")),
          Theme.valueOf(kept.getProperty("theme", "dark").toUpperCase(Locale.ROOT)),
          kept.getProperty("screen", "overview"));
    } catch (IOException | IllegalArgumentException e) {
      return FIRST;
    }
  }

  /// A full disk or a folder that cannot be written loses the window's size, nothing else.
  public void save(Path file) {
    var kept = new Properties();
    kept.setProperty("width", Double.toString(width));
    kept.setProperty("height", Double.toString(height));
    kept.setProperty("maximised", Boolean.toString(maximised));
    kept.setProperty("theme", theme.word());
    kept.setProperty("screen", screen);
    try {
      Files.createDirectories(file.getParent());
      try (var out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
        kept.store(out, null);
      }
    } catch (IOException e) {
      System.getLogger("leasehold.console")
          .log(System.Logger.Level.INFO, "window state not kept in {0}: {1}", file, e.getMessage());
    }
  }
}
