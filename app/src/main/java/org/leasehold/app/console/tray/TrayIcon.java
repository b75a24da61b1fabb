package org.leasehold.app.console.tray;

import java.nio.ByteBuffer;
import javafx.scene.paint.Color;
import org.leasehold.app.console.parts.Tone;
import org.leasehold.app.console.theme.ThemeColours;

/// Draws the icon: the shape of the tone's icon in the window, filled with the tone's colour, so
/// that it is seen on any panel and told apart without colours. Shapes are drawn on Feather's grid
/// of 24 by 24, each pixel from 16 samples.
final class TrayIcon {
  private static final double GRID = 24;
  private static final double MIDDLE = GRID / 2;
  private static final int SAMPLES = 4;

  /// Half of a line's width.
  private static final double PEN = 1.5;

  private final Tone tone;
  private final Color fill;
  private final Color sign;

  TrayIcon(Tone tone, ThemeColours colours) {
    this.tone = tone;
    fill = colours.get(tone == Tone.NONE ? "mut" : tone.word());
    sign = colours.get("on-colour");
  }

  /// @param edge pixels
  /// @return edge * edge pixels, line by line, each alpha, red, green, blue; alpha not multiplied
  ///   in
  byte[] draw(int edge) {
    var pixels = ByteBuffer.allocate(4 * edge * edge);
    for (int y = 0; y < edge; y++) {
      for (int x = 0; x < edge; x++) pixels.putInt(pixel(x, y, edge));
    }
    return pixels.array();
  }

  private int pixel(int x, int y, int edge) {
    int filled = 0;
    int signed = 0;
    for (int i = 0; i < SAMPLES * SAMPLES; i++) {
      int row = i / SAMPLES;
      double gridX = (x + (i % SAMPLES + 0.5) / SAMPLES) * GRID / edge;
      double gridY = (y + (row + 0.5) / SAMPLES) * GRID / edge;
      if (!isShape(gridX, gridY)) continue;
      filled++;
      if (isSign(gridX, gridY)) signed++;
    }
    if (filled == 0) return 0;
    var colour = fill.interpolate(sign, (double) signed / filled);
    int alpha = 255 * filled / (SAMPLES * SAMPLES);
    return alpha << 24
        | part(colour.getRed()) << 16
        | part(colour.getGreen()) << 8
        | part(colour.getBlue());
  }

  private static int part(double of) {
    return (int) Math.round(255 * of);
  }

  private boolean isShape(double x, double y) {
    double far = Math.hypot(x - MIDDLE, y - MIDDLE);
    return switch (tone) {
      case OK, INFO -> far <= 11.5;
      case WARN -> y <= 22 && y - 1 >= 1.75 * Math.abs(x - MIDDLE);
      case BAD -> {
        double across = Math.abs(x - MIDDLE);
        double down = Math.abs(y - MIDDLE);
        yield across <= 11.5 && down <= 11.5 && across + down <= 16.3;
      }
      case NONE -> far <= 11.5 && far >= 8;
    };
  }

  private boolean isSign(double x, double y) {
    return switch (tone) {
      case OK -> isNear(x, y, 6.5, 12.5, 10.5, 16.5) || isNear(x, y, 10.5, 16.5, 17.5, 8.5);
      case WARN -> isNear(x, y, 12, 9, 12, 14) || isNear(x, y, 12, 18.3, 12, 18.3);
      case BAD -> isNear(x, y, 12, 6, 12, 13) || isNear(x, y, 12, 17.5, 12, 17.5);
      case INFO -> isNear(x, y, 12, 11, 12, 17) || isNear(x, y, 12, 6.8, 12, 6.8);
      case NONE -> false;
    };
  }

  /// Whether a point lies on a line drawn with the pen.
  private static boolean isNear(
      double x, double y, double fromX, double fromY, double toX, double toY) {
    double alongX = toX - fromX;
    double alongY = toY - fromY;
    double length = alongX * alongX + alongY * alongY;
    double at = length == 0 ? 0 : ((x - fromX) * alongX + (y - fromY) * alongY) / length;
    double within = Math.clamp(at, 0, 1);
    return Math.hypot(x - fromX - within * alongX, y - fromY - within * alongY) <= PEN;
  }
}
