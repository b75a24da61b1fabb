package org.leasehold.app.console.leasemap;

import java.util.HashMap;
import java.util.Map;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.paint.Color;
import javafx.scene.shape.StrokeLineCap;
import javafx.scene.text.Font;
import javafx.scene.text.Text;
import org.leasehold.app.console.theme.ThemeColours;

/// Draws one slot. States differ in pattern and frame too, not only in colour.
final class SlotPainter {
  private static final Font BOLD = Font.font("Inter Semi Bold", 11.5);
  private static final Font PLAIN = Font.font("Inter", 11);
  private static final Text MEASURE = new Text();
  private static final Map<String, String> FITTED = new HashMap<>();
  private static final int FITTED_MAX = 20_000;

  private final GraphicsContext g;
  private final ThemeColours colours;
  private final SlotSize size;
  private final double width;

  SlotPainter(GraphicsContext g, ThemeColours colours, SlotSize size, double width) {
    this.g = g;
    this.colours = colours;
    this.size = size;
    this.width = Math.floor(width);
  }

  void paint(SlotCell cell, double left, double top, boolean chosen) {
    double edge = size == SlotSize.LARGE ? 0.5 : 0;
    double x = Math.floor(left) + edge;
    double y = Math.floor(top) + 1 + edge;
    double w = width - 1;
    double h = size.height() - 1;
    double round = size == SlotSize.LARGE ? 12 : 5;
    switch (cell.look()) {
      case UNUSED -> unused(x, y, w, h);
      case SYSTEM -> box(x, y, w, h, round, colours.get("panel"), colours.get("mut"), 3);
      case HELD -> box(x, y, w, h, round, colours.get("panel2"), colours.get("line"), 0);
      case THREATENED -> box(x, y, w, h, round, colours.get("warn-tint"), colours.get("warn"), 0);
      case TAKEABLE -> box(x, y, w, h, round, colours.get("warn-tint"), colours.get("warn"), 4);
      case FREE -> box(x, y, w, h, round, colours.get("panel"), colours.get("line"), 0);
      case CORRUPT -> box(x, y, w, h, round, colours.get("bad-tint"), colours.get("bad"), 0);
    }
    if (cell.hostId() > 0) owner(cell, x, y, w, h);
    if (size == SlotSize.LARGE) words(cell, x, y, w);
    if (chosen) {
      g.setStroke(colours.get("fg"));
      g.setLineWidth(2);
      g.strokeRoundRect(x, y, w, h, round, round);
      g.setLineWidth(1);
    }
  }

  private void box(
      double x, double y, double w, double h, double round, Color fill, Color line, double dash) {
    if (size == SlotSize.SMALL) {
      // many at once: plain rectangles are drawn several times as fast
      g.setFill(line);
      g.fillRect(x, y, w, h);
      g.setFill(fill);
      g.fillRect(x + 1, y + 1, w - 2, h - 2);
      return;
    }
    g.setFill(fill);
    g.fillRoundRect(x, y, w, h, round, round);
    g.setStroke(line);
    g.setLineWidth(1);
    if (dash > 0) g.setLineDashes(dash, dash);
    g.strokeRoundRect(x, y, w, h, round, round);
    if (dash > 0) g.setLineDashes();
  }

  private void unused(double x, double y, double w, double h) {
    g.setStroke(colours.get("line"));
    g.setLineCap(StrokeLineCap.BUTT);
    g.setLineWidth(1);
    double step = size == SlotSize.LARGE ? 9 : 6;
    g.setGlobalAlpha(0.55);
    new Hatch(x, y, w, h, step).draw(g::strokeLine);
    g.setGlobalAlpha(1);
  }

  private void owner(SlotCell cell, double x, double y, double w, double h) {
    g.setFill(colours.host(cell.hostId()));
    if (size == SlotSize.LARGE) g.fillRoundRect(x, y, 4, h, 3, 3);
    else g.fillRect(x + 3, y + 3, w - 6, h - 6);
  }

  private void words(SlotCell cell, double x, double y, double w) {
    if (cell.look() == SlotCell.Look.UNUSED) return;
    boolean quiet = cell.look() == SlotCell.Look.FREE || cell.look() == SlotCell.Look.SYSTEM;
    g.setFont(BOLD);
    g.setFill(colours.get(quiet ? "mut" : "fg"));
    g.fillText(fitted(cell.title(), BOLD, w - 14), x + 9, y + 7);
    g.setFont(PLAIN);
    g.setFill(colours.get(detail(cell.look())));
    g.fillText(fitted(cell.detail(), PLAIN, w - 14), x + 9, y + 25);
  }

  private static String detail(SlotCell.Look look) {
    return switch (look) {
      case THREATENED, TAKEABLE -> "warn";
      case CORRUPT -> "bad";
      case SYSTEM, HELD, FREE, UNUSED -> "mut";
    };
  }

  /// The text, with an ellipsis where it is too long.
  private static String fitted(String text, Font font, double room) {
    if (text.length() < 5) return text;
    if (FITTED.size() > FITTED_MAX) FITTED.clear();
    var key = text + '\0' + font.getName() + (int) room;
    return FITTED.computeIfAbsent(key, _ -> fit(text, font, room));
  }

  private static String fit(String text, Font font, double room) {
    if (wide(text, font) <= room) return text;
    for (int length = text.length() - 1; length > 1; length--) {
      var shorter = text.substring(0, length).stripTrailing() + "…";
      if (wide(shorter, font) <= room) return shorter;
    }
    return "…";
  }

  private static double wide(String text, Font font) {
    MEASURE.setFont(font);
    MEASURE.setText(text);
    return MEASURE.getLayoutBounds().getWidth();
  }
}
