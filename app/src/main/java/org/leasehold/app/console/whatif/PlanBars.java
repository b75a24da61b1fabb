package org.leasehold.app.console.whatif;

import java.util.List;
import javafx.geometry.VPos;
import javafx.scene.canvas.Canvas;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.layout.Region;
import javafx.scene.paint.Color;
import javafx.scene.text.Font;
import javafx.scene.text.TextAlignment;
import org.leasehold.app.console.parts.Tone;
import org.leasehold.app.console.text.Texts;
import org.leasehold.app.console.text.Times;
import org.leasehold.app.console.theme.Theme;
import org.leasehold.app.console.theme.ThemeColours;

/// A line of time for each VM, all on one scale that begins when the plug is pulled.
final class PlanBars extends Region {
  private static final double NAMES = 110;
  private static final double HEAD = 44;
  private static final double LINE = 22;
  private static final double BAR = 8;
  private static final Font BOLD = Font.font("Inter Semi Bold", 11);
  private static final Font PLAIN = Font.font("Inter", 11);
  private static final Font NAME = Font.font("Inter", 12);

  private final Canvas canvas = new Canvas();
  private ThemeColours colours = Theme.DARK.colours();
  private List<WhatIfReading.Row> rows = List.of();
  private List<WhatIfReading.Mark> marks = List.of();
  private double spanMillis = 1;

  PlanBars() {
    getChildren().add(canvas);
    setId("plan-bars");
  }

  void show(WhatIfReading reading) {
    rows = reading.rows();
    marks = reading.marks();
    spanMillis = Math.max(1, reading.spanMillis());
    double height = HEAD + LINE * rows.size() + 4;
    setMinHeight(height);
    setPrefHeight(height);
    var said = new StringBuilder(Texts.say("whatif.bars.accessible"));
    for (var row : rows) said.append(' ').append(row.of().name()).append(": ").append(row.fate());
    setAccessibleText(said.toString());
    requestLayout();
  }

  void colours(ThemeColours next) {
    colours = next;
    draw();
  }

  @Override
  protected void layoutChildren() {
    canvas.setWidth(getWidth());
    canvas.setHeight(getHeight());
    draw();
  }

  private double x(long millis) {
    double wide = Math.max(1, canvas.getWidth() - NAMES);
    return NAMES + Math.clamp(millis / spanMillis, 0, 1) * wide;
  }

  private Color colour(Tone tone) {
    return tone == Tone.NONE ? colours.get("mut") : colours.get(tone.word());
  }

  private void draw() {
    var g = canvas.getGraphicsContext2D();
    g.clearRect(0, 0, canvas.getWidth(), canvas.getHeight());
    if (canvas.getWidth() < NAMES) return;
    marks(g);
    g.setTextBaseline(VPos.CENTER);
    g.setTextAlign(TextAlignment.LEFT);
    for (int i = 0; i < rows.size(); i++) {
      double middle = HEAD + LINE * i + LINE / 2;
      g.setFont(NAME);
      g.setFill(colours.get("fg"));
      g.fillText(rows.get(i).of().name(), 0, middle, NAMES - 10);
      double from = NAMES;
      for (var stretch : rows.get(i).bar()) {
        double until = x(stretch.untilMillis());
        g.setFill(colour(stretch.tone()));
        g.fillRect(from, middle - BAR / 2, Math.max(0, until - from), BAR);
        from = Math.max(from, until);
      }
    }
  }

  private void marks(GraphicsContext g) {
    g.setTextBaseline(VPos.TOP);
    g.setTextAlign(TextAlignment.LEFT);
    double free = 0;
    for (var mark : marks) {
      double at = x(mark.atMillis());
      g.setFill(colours.get("line"));
      g.fillRect(at, HEAD - 8, 1, LINE * rows.size() + 8);
      if (at < free) continue;
      var clock = Times.countdown(mark.atMillis() / 1000);
      g.setFont(BOLD);
      g.setFill(colours.get("fg"));
      g.fillText(clock, at, 0);
      g.setFont(PLAIN);
      g.setFill(colours.get("mut"));
      g.fillText(mark.what(), at, 15);
      free = at + 10 + Math.max(width(clock, BOLD), width(mark.what(), PLAIN));
    }
  }

  private static double width(String text, Font font) {
    var measured = new javafx.scene.text.Text(text);
    measured.setFont(font);
    return measured.getLayoutBounds().getWidth();
  }
}
