package org.leasehold.app.console.theme;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import javafx.scene.paint.Color;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// WCAG 2.2, success criteria 1.4.3 and 1.4.11, level AA.
class ContrastTest {
  private static final double TEXT = 4.5;
  private static final double SHAPE = 3;

  @ParameterizedTest
  @EnumSource(Theme.class)
  void textIsReadableOnEveryGroundItStandsOn(Theme theme) {
    var grounds = List.of("bg", "panel", "panel2", "ok-tint", "warn-tint", "bad-tint", "info-tint");
    var weak = new ArrayList<String>();
    for (var ground : grounds) check(theme, "fg", ground, TEXT, weak);
    for (var ground : List.of("bg", "panel", "panel2")) {
      for (var text : List.of("mut", "ok", "warn", "bad", "info")) {
        check(theme, text, ground, TEXT, weak);
      }
    }
    check(theme, "mut", "info-tint", TEXT, weak);
    check(theme, "warn", "warn-tint", TEXT, weak);
    check(theme, "bad", "bad-tint", TEXT, weak);
    for (var ground : List.of("info", "bad")) check(theme, "on-colour", ground, TEXT, weak);
    assertEquals(List.of(), weak);
  }

  @ParameterizedTest
  @EnumSource(Theme.class)
  void marksOfHostsAndChartsStandOut(Theme theme) {
    var weak = new ArrayList<String>();
    for (var ground : List.of("panel", "panel2", "warn-tint")) {
      for (int host = 1; host <= ThemeColours.HOSTS; host++) {
        check(theme, "host-" + host, ground, SHAPE, weak);
      }
    }
    check(theme, "teal", "panel", SHAPE, weak);
    assertEquals(List.of(), weak);
  }

  @Test
  void bothThemesKnowTheSameColours() {
    assertEquals(Theme.LIGHT.colours().byName().keySet(), Theme.DARK.colours().byName().keySet());
  }

  @Test
  void blackOnWhiteIsTwentyOne() {
    assertEquals(21, contrast(Color.BLACK, Color.WHITE), 0.01);
    assertTrue(contrast(Color.GRAY, Color.GRAY) < 1.01);
  }

  private static void check(
      Theme theme, String text, String ground, double wanted, List<String> weak) {
    var colours = theme.colours();
    double is = contrast(colours.get(text), colours.get(ground));
    if (is < wanted) weak.add("%s: %s on %s is %.2f".formatted(theme.word(), text, ground, is));
  }

  private static double contrast(Color a, Color b) {
    double lighter = Math.max(luminance(a), luminance(b));
    double darker = Math.min(luminance(a), luminance(b));
    return (lighter + 0.05) / (darker + 0.05);
  }

  private static double luminance(Color c) {
    return 0.2126 * linear(c.getRed())
        + 0.7152 * linear(c.getGreen())
        + 0.0722 * linear(c.getBlue());
  }

  private static double linear(double channel) {
    return channel <= 0.04045 ? channel / 12.92 : Math.pow((channel + 0.055) / 1.055, 2.4);
  }
}
