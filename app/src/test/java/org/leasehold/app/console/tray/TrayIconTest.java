package org.leasehold.app.console.tray;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javafx.scene.paint.Color;
import org.junit.jupiter.api.Test;
import org.leasehold.app.console.parts.Tone;
import org.leasehold.app.console.theme.Theme;
import org.leasehold.app.console.theme.ThemeColours;

class TrayIconTest {
  private static final int EDGE = 24;
  private final ThemeColours colours = Theme.DARK.colours();

  private int pixel(Tone tone, int x, int y) {
    return ByteBuffer.wrap(new TrayIcon(tone, colours).draw(EDGE)).getInt(4 * (y * EDGE + x));
  }

  private int opaque(String name) {
    Color colour = colours.get(name);
    return 0xff << 24
        | (int) Math.round(255 * colour.getRed()) << 16
        | (int) Math.round(255 * colour.getGreen()) << 8
        | (int) Math.round(255 * colour.getBlue());
  }

  @Test
  void coloursAreTheThemesInNetworkOrder() {
    assertEquals(
        List.of(opaque("ok"), opaque("warn"), opaque("bad"), opaque("mut")),
        List.of(
            pixel(Tone.OK, 12, 4),
            pixel(Tone.WARN, 7, 20),
            pixel(Tone.BAD, 4, 12),
            pixel(Tone.NONE, 12, 2)));
    assertEquals(opaque("on-colour"), pixel(Tone.BAD, 12, 9), "the sign");
  }

  @Test
  void aroundTheShapeAndInTheRingNothingIsDrawn() {
    assertEquals(
        List.of(0, 0, 0, 0, 0),
        List.of(
            pixel(Tone.OK, 0, 0),
            pixel(Tone.WARN, 2, 4),
            pixel(Tone.BAD, 0, 0),
            pixel(Tone.NONE, 23, 23),
            pixel(Tone.NONE, 12, 12)));
  }

  @Test
  void eachToneHasAShapeOfItsOwn() {
    var coverages =
        Stream.of(Tone.OK, Tone.WARN, Tone.BAD, Tone.NONE)
            .map(tone -> new TrayIcon(tone, colours).draw(EDGE))
            .map(TrayIconTest::alphas)
            .distinct()
            .count();
    assertEquals(4, coverages);
  }

  private static List<Byte> alphas(byte[] pixels) {
    var alphas = new Byte[pixels.length / 4];
    Arrays.setAll(alphas, i -> pixels[4 * i]);
    return List.of(alphas);
  }
}
