package org.leasehold.app.console.parts;

import java.util.List;
import javafx.scene.canvas.Canvas;
import javafx.scene.layout.Region;
import javafx.scene.paint.Color;
import org.leasehold.app.console.theme.ThemeColours;

/// A line of measured values over time, and where they stop.
public final class Sparkline extends Region {
  private final Canvas canvas = new Canvas();
  private List<Point> points = List.of();
  private long fromMillis;
  private long toMillis = 1;
  private double top = 1;
  private boolean stopped;
  private Color line = Color.GRAY;
  private Color stop = Color.GRAY;

  /// One measured value.
  public record Point(long atMillis, double value) {}

  public Sparkline(double height) {
    getChildren().add(canvas);
    setMinHeight(height);
    setPrefHeight(height);
    setMaxHeight(height);
    setMinWidth(40);
  }

  /// @param stopped nothing was measured since the last point, though it should have been
  public void show(List<Point> measured, long from, long to, double atLeast, boolean stopped) {
    points = List.copyOf(measured);
    fromMillis = from;
    toMillis = Math.max(from + 1, to);
    top = Math.max(atLeast, measured.stream().mapToDouble(Point::value).max().orElse(1));
    this.stopped = stopped;
    draw();
  }

  public void colours(ThemeColours colours) {
    line = colours.get("teal");
    stop = colours.get("bad");
    draw();
  }

  @Override
  protected void layoutChildren() {
    if (canvas.getWidth() == getWidth() && canvas.getHeight() == getHeight()) return;
    canvas.setWidth(getWidth());
    canvas.setHeight(getHeight());
    draw();
  }

  private double x(long millis) {
    return (millis - fromMillis) * canvas.getWidth() / (toMillis - fromMillis);
  }

  private double y(double value) {
    double room = canvas.getHeight() - 4;
    return 2 + room - room * Math.min(1, value / top);
  }

  private void draw() {
    var g = canvas.getGraphicsContext2D();
    g.clearRect(0, 0, canvas.getWidth(), canvas.getHeight());
    if (points.isEmpty()) return;
    g.setLineDashes();
    g.setStroke(line);
    g.setLineWidth(1.4);
    g.beginPath();
    boolean first = true;
    for (var point : points) {
      if (first) g.moveTo(x(point.atMillis()), y(point.value()));
      else g.lineTo(x(point.atMillis()), y(point.value()));
      first = false;
    }
    g.stroke();
    if (!stopped) return;
    double last = x(points.getLast().atMillis());
    g.setStroke(stop);
    g.setLineDashes(3, 3);
    g.strokeLine(last, 2, last, canvas.getHeight() - 2);
    g.setLineDashes(2, 4);
    g.strokeLine(last, canvas.getHeight() - 4, canvas.getWidth(), canvas.getHeight() - 4);
  }
}
