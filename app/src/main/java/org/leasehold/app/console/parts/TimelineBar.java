package org.leasehold.app.console.parts;

import javafx.geometry.VPos;
import javafx.scene.canvas.Canvas;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.layout.Region;
import javafx.scene.paint.Color;
import javafx.scene.text.Font;
import javafx.scene.text.TextAlignment;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.console.text.Texts;
import org.leasehold.app.console.theme.Theme;
import org.leasehold.app.console.theme.ThemeColours;

/// What happened to a host or a VM, as one line of time.
public final class TimelineBar extends Region {
  private static final double HEIGHT = 74;
  private static final double BAR_TOP = 22;
  private static final double BAR = 8;
  private static final Font BOLD = Font.font("Inter Semi Bold", 11);
  private static final Font PLAIN = Font.font("Inter", 11);

  private final Canvas canvas = new Canvas();
  private @Nullable Timeline shown;
  private ThemeColours colours = Theme.DARK.colours();

  public TimelineBar() {
    getChildren().add(canvas);
    setMinHeight(HEIGHT);
    setPrefHeight(HEIGHT);
    setMaxHeight(HEIGHT);
    setFocusTraversable(false);
  }

  public void show(@Nullable Timeline timeline) {
    shown = timeline;
    var said = new StringBuilder(Texts.say("timeline.accessible"));
    if (timeline != null) {
      for (var mark : timeline.marks()) {
        said.append(' ').append(mark.clock()).append(' ').append(mark.what()).append('.');
      }
    }
    setAccessibleText(said.toString());
    draw();
  }

  public void colours(ThemeColours next) {
    colours = next;
    draw();
  }

  @Override
  protected void layoutChildren() {
    canvas.setWidth(getWidth());
    canvas.setHeight(HEIGHT);
    draw();
  }

  private Color colour(Tone tone) {
    return tone == Tone.NONE ? colours.get("mut") : colours.get(tone.word());
  }

  private void draw() {
    var g = canvas.getGraphicsContext2D();
    double width = canvas.getWidth();
    g.clearRect(0, 0, width, HEIGHT);
    var timeline = shown;
    if (timeline == null || width < 1) return;
    double from = 0;
    for (var stretch : timeline.stretches()) {
      double until = stretch.until() * width;
      g.setFill(colour(stretch.tone()));
      g.fillRect(from, BAR_TOP, Math.max(0, until - from), BAR);
      from = until;
    }
    marks(g, timeline, width);
    if (timeline.now() < 0) return;
    double now = timeline.now() * width;
    g.setFill(colours.get("fg"));
    g.fillRect(Math.min(width - 2, now), BAR_TOP - 6, 2, BAR + 12);
    g.setFont(BOLD);
    g.setTextBaseline(VPos.TOP);
    g.setTextAlign(now < 16 ? TextAlignment.LEFT : TextAlignment.CENTER);
    g.fillText(Texts.say("timeline.now"), now < 16 ? 0 : Math.min(now, width - 16), 0);
  }

  /// Each mark's words stand right of it, or left where there is no room before the next.
  private void marks(GraphicsContext g, Timeline timeline, double width) {
    g.setTextBaseline(VPos.TOP);
    var marks = timeline.marks();
    double free = 0;
    for (int i = 0; i < marks.size(); i++) {
      var mark = marks.get(i);
      double x = mark.at() * width;
      g.setFill(colours.get("fg"));
      g.setGlobalAlpha(0.55);
      g.fillRect(Math.min(width - 1, x), BAR_TOP - 6, 1, BAR + 12);
      g.setGlobalAlpha(1);
      double wide = wide(mark);
      double next = i + 1 < marks.size() ? marks.get(i + 1).at() * width : width;
      boolean left = x + wide > next && x - wide > free;
      boolean fits = left || x >= free;
      if (!fits) continue;
      g.setTextAlign(left ? TextAlignment.RIGHT : TextAlignment.LEFT);
      g.setFont(BOLD);
      g.fillText(mark.clock(), x, BAR_TOP + 20);
      g.setFont(PLAIN);
      g.setFill(colours.get("mut"));
      g.fillText(mark.what(), x, BAR_TOP + 35);
      free = left ? x + 12 : x + wide + 12;
    }
  }

  private static double wide(Timeline.Mark mark) {
    return Math.max(width(mark.clock(), BOLD), width(mark.what(), PLAIN));
  }

  private static double width(String text, Font font) {
    var measured = new javafx.scene.text.Text(text);
    measured.setFont(font);
    return measured.getLayoutBounds().getWidth();
  }
}
