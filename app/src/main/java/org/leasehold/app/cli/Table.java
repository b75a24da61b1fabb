package org.leasehold.app.cli;

import java.util.ArrayList;
import java.util.List;

/// Columns of text, as wide as their widest cell; the last column runs free.
public final class Table {
  private final List<String> head;
  private final List<Row> rows = new ArrayList<>();

  public Table(String... head) {
    this.head = List.of(head);
  }

  private record Row(List<String> cells, Ink.Colour colour, int coloured) {}

  /// @param coloured which cell carries the row's colour
  public void add(Ink.Colour colour, int coloured, String... cells) {
    rows.add(new Row(List.of(cells), colour, coloured));
  }

  public boolean isEmpty() {
    return rows.isEmpty();
  }

  public List<String> lines(Ink ink) {
    int[] widths = new int[head.size()];
    measure(widths, head);
    for (var row : rows) measure(widths, row.cells());
    var lines = new ArrayList<String>();
    lines.add(ink.paint(Ink.Colour.QUIET, line(new Row(head, Ink.Colour.QUIET, -1), widths, ink)));
    for (var row : rows) lines.add(line(row, widths, ink));
    return lines;
  }

  private static void measure(int[] widths, List<String> cells) {
    for (int i = 0; i < widths.length; i++) {
      widths[i] = Math.max(widths[i], cells.get(i).length());
    }
  }

  private static String line(Row row, int[] widths, Ink ink) {
    var line = new StringBuilder("  ");
    for (int i = 0; i < widths.length; i++) {
      var cell = row.cells().get(i);
      line.append(i == row.coloured() ? ink.paint(row.colour(), cell) : cell);
      if (i < widths.length - 1) line.append(" ".repeat(widths[i] - cell.length() + 2));
    }
    return line.toString().stripTrailing();
  }
}
