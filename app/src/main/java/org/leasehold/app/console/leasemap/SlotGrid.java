package org.leasehold.app.console.leasemap;

import java.util.List;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.geometry.Orientation;
import javafx.geometry.VPos;
import javafx.scene.AccessibleRole;
import javafx.scene.canvas.Canvas;
import javafx.scene.control.ScrollBar;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.Region;
import org.leasehold.app.console.text.Texts;
import org.leasehold.app.console.theme.Theme;
import org.leasehold.app.console.theme.ThemeColours;

/// All slots of a volume; draws only those in sight, so thousands scroll as easily as ten.
final class SlotGrid extends Region {
  private final Canvas canvas = new Canvas();
  private final ScrollBar scroll = new ScrollBar();
  private final IntegerProperty selected = new SimpleIntegerProperty(-1);
  private final Tooltip tooltip = new Tooltip();
  private List<SlotCell> cells = List.of();
  private ThemeColours colours = Theme.DARK.colours();
  private SlotSize size = SlotSize.LARGE;
  private boolean revealing;

  SlotGrid() {
    getStyleClass().add("slots");
    setFocusTraversable(true);
    setAccessibleRole(AccessibleRole.LIST_ITEM);
    setMinHeight(120);
    scroll.setOrientation(Orientation.VERTICAL);
    scroll.setFocusTraversable(false);
    scroll.valueProperty().addListener((_, _, _) -> draw());
    getChildren().addAll(canvas, scroll);
    selected.addListener((_, _, _) -> told());
    focusedProperty().addListener((_, _, _) -> draw());
    setOnScroll(e -> scrollBy(-e.getDeltaY()));
    addEventHandler(MouseEvent.MOUSE_PRESSED, this::pressed);
    addEventHandler(MouseEvent.MOUSE_MOVED, this::moved);
    addEventHandler(KeyEvent.KEY_PRESSED, this::key);
    Tooltip.install(canvas, tooltip);
  }

  /// The slot chosen, -1 for none.
  IntegerProperty selected() {
    return selected;
  }

  void show(List<SlotCell> next) {
    if (cells.equals(next)) return;
    boolean other = cells.size() != next.size();
    cells = next;
    if (other) requestLayout();
    told();
    draw();
  }

  void size(SlotSize next) {
    size = next;
    requestLayout();
    draw();
  }

  void colours(ThemeColours next) {
    colours = next;
    draw();
  }

  private int columns() {
    return Math.max(1, (int) ((canvas.getWidth() + size.gap()) / (size.width() + size.gap())));
  }

  private double cellWidth() {
    int columns = columns();
    return (canvas.getWidth() - size.gap() * (columns - 1)) / columns;
  }

  private double lineHeight() {
    return size.height() + size.gap();
  }

  private double contentHeight() {
    int lines = (cells.size() + columns() - 1) / columns();
    return lines * lineHeight() - size.gap() + 2;
  }

  @Override
  protected void layoutChildren() {
    double bar = 12;
    canvas.setWidth(Math.max(1, getWidth() - bar - 4));
    canvas.setHeight(Math.max(1, getHeight()));
    scroll.resizeRelocate(getWidth() - bar, 0, bar, getHeight());
    double hidden = Math.max(0, contentHeight() - canvas.getHeight());
    scroll.setMax(hidden);
    scroll.setVisible(hidden > 0);
    scroll.setVisibleAmount(hidden * canvas.getHeight() / Math.max(1, contentHeight()));
    scroll.setValue(Math.min(scroll.getValue(), hidden));
    if (revealing) reveal();
    draw();
  }

  /// Scrolls by so many pixels.
  void scrollBy(double pixels) {
    scroll.setValue(Math.clamp(scroll.getValue() + pixels, 0, scroll.getMax()));
  }

  double scrolled() {
    return scroll.getValue();
  }

  private int at(double x, double y) {
    int column = (int) (x / (cellWidth() + size.gap()));
    int line = (int) ((y + scroll.getValue()) / lineHeight());
    int index = line * columns() + column;
    return column < columns() && index < cells.size() ? index : -1;
  }

  private void pressed(MouseEvent e) {
    requestFocus();
    int index = at(e.getX(), e.getY());
    if (index >= 0) selected.set(cells.get(index).slot());
  }

  private void moved(MouseEvent e) {
    int index = at(e.getX(), e.getY());
    tooltip.setText(index < 0 ? "" : sentence(cells.get(index)));
  }

  private int index() {
    for (int i = 0; i < cells.size(); i++) if (cells.get(i).slot() == selected.get()) return i;
    return -1;
  }

  private void key(KeyEvent e) {
    int page = columns() * Math.max(1, (int) (canvas.getHeight() / lineHeight()));
    int step =
        switch (e.getCode()) {
          case LEFT -> -1;
          case RIGHT -> 1;
          case UP -> -columns();
          case DOWN -> columns();
          case PAGE_UP -> -page;
          case PAGE_DOWN -> page;
          case HOME -> -cells.size();
          case END -> cells.size();
          default -> 0;
        };
    if (step == 0 || cells.isEmpty()) return;
    e.consume();
    int next = Math.clamp((long) index() + step, 0, cells.size() - 1);
    selected.set(cells.get(next).slot());
    reveal();
  }

  /// Scrolls until the chosen slot is in sight.
  void reveal() {
    int index = index();
    if (index < 0) return;
    revealing = canvas.getHeight() < 2 * lineHeight();
    if (revealing) return;
    int line = index / columns();
    double top = line * lineHeight();
    if (top < scroll.getValue()) scroll.setValue(top);
    double below = top + size.height() + 4 - canvas.getHeight();
    if (below > scroll.getValue()) scroll.setValue(Math.min(below, scroll.getMax()));
  }

  private void told() {
    int index = index();
    setAccessibleText(
        index < 0 ? Texts.say("slots.accessible", cells.size()) : sentence(cells.get(index)));
    draw();
  }

  private static String sentence(SlotCell cell) {
    return Texts.say(
        "slot.sentence",
        Integer.toString(cell.slot()),
        cell.title().isEmpty() ? Texts.say("slot.unused") : cell.title(),
        Texts.say("slot.look." + cell.look().name().toLowerCase(java.util.Locale.ROOT)),
        cell.detail());
  }

  private void draw() {
    var g = canvas.getGraphicsContext2D();
    g.clearRect(0, 0, canvas.getWidth(), canvas.getHeight());
    if (cells.isEmpty() || canvas.getWidth() < 10) return;
    g.setTextBaseline(VPos.TOP);
    var painter = new SlotPainter(g, colours, size, cellWidth());
    int columns = columns();
    int line = (int) (scroll.getValue() / lineHeight());
    for (double y = line * lineHeight() - scroll.getValue(); y < canvas.getHeight(); ) {
      for (int column = 0; column < columns; column++) {
        int index = line * columns + column;
        if (index >= cells.size()) return;
        double x = column * (cellWidth() + size.gap());
        var cell = cells.get(index);
        painter.paint(cell, x, y, cell.slot() == selected.get());
      }
      line++;
      y += lineHeight();
    }
  }
}
