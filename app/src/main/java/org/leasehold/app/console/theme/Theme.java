package org.leasehold.app.console.theme;

import atlantafx.base.theme.PrimerDark;
import atlantafx.base.theme.PrimerLight;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import javafx.scene.text.Font;

/// Light or dark. All colours are in the theme's own style sheet.
public enum Theme {
  LIGHT,
  DARK;

  private static final String ASSETS = "/org/leasehold/assets/";
  private static final List<String> FONTS =
      List.of(
          "Inter-Regular.otf",
          "Inter-Medium.otf",
          "Inter-SemiBold.otf",
          "Inter-Bold.otf",
          "JetBrainsMono-Regular.ttf",
          "JetBrainsMono-Medium.ttf");

  /// `light` or `dark`
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public Theme other() {
    return this == LIGHT ? DARK : LIGHT;
  }

  /// The theme of all controls, underneath ours.
  public String controls() {
    return switch (this) {
      case LIGHT -> new PrimerLight().getUserAgentStylesheet();
      case DARK -> new PrimerDark().getUserAgentStylesheet();
    };
  }

  /// Our style sheets, in order.
  public List<String> sheets() {
    return List.of(address("themes/" + word() + ".css"), address("themes/console.css"));
  }

  public ThemeColours colours() {
    try (var sheet = open("themes/" + word() + ".css")) {
      return ThemeColours.parse(
          new String(sheet.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Once, before the first window.
  public static void loadFonts() {
    for (var name : FONTS) {
      try (var font = open("fonts/" + name)) {
        Font.loadFont(font, 13);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static String address(String asset) {
    return Objects.requireNonNull(Theme.class.getResource(ASSETS + asset), asset).toExternalForm();
  }

  private static InputStream open(String asset) {
    return Objects.requireNonNull(Theme.class.getResourceAsStream(ASSETS + asset), asset);
  }
}
