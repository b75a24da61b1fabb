package org.leasehold.app.console.leasemap;

/// Slanted lines that fill a rectangle, cut off at its edges.
///
/// Cut by arithmetic: under a clip the software renderer keeps pictures as large as the whole
/// canvas for every line (`NGCanvas.blendAthruBintoC`), 40 MiB within seconds where many slots are
/// unused.
record Hatch(double x, double y, double w, double h, double step) {
  /// What draws a line.
  interface Pen {
    void line(double fromX, double fromY, double toX, double toY);
  }

  void draw(Pen pen) {
    for (double d = step; d < w + h; d += step) line(d, pen);
  }

  /// From below to the right and up by as much; it meets the upper edge, or would, `d` from the
  /// left.
  private void line(double d, Pen pen) {
    double fromX = Math.max(x, x + d - h);
    double toX = Math.min(x + w, x + d);
    pen.line(fromX, y + x + d - fromX, toX, y + x + d - toX);
  }
}
