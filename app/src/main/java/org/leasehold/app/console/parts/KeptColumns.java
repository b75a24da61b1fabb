package org.leasehold.app.console.parts;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import javafx.collections.ListChangeListener;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;

/// Which columns a person shows in which order, kept between runs. What a person never touched
/// follows the window's width.
public final class KeptColumns {
  private final Kept kept;
  private final String table;
  private final SortedSet<String> shown;
  private final SortedSet<String> hidden;
  private boolean fitting;

  /// @param table word of the table
  public KeptColumns(Kept kept, String table) {
    this.kept = kept;
    this.table = table;
    shown = words(".shown");
    hidden = words(".hidden");
  }

  private SortedSet<String> words(String of) {
    var text = kept.get(table + of);
    return text.isEmpty() ? new TreeSet<>() : new TreeSet<>(List.of(text.split(",", -1)));
  }

  /// Makes the table as it was left, and follows what becomes of it. A column that did not exist
  /// then keeps its place behind those that did.
  public <S> void follow(TableView<S> of) {
    var order = List.of(kept.get(table + ".order").split(",", -1));
    var columns = new ArrayList<TableColumn<S, ?>>(of.getColumns());
    columns.sort(
        java.util.Comparator.comparingInt(
            column -> order.contains(column.getId()) ? order.indexOf(column.getId()) : 1_000));
    if (!columns.equals(of.getColumns())) of.getColumns().setAll(columns);
    for (var column : columns) {
      if (shown.contains(column.getId())) column.setVisible(true);
      if (hidden.contains(column.getId())) column.setVisible(false);
      column.visibleProperty().addListener((_, _, now) -> turned(column.getId(), now));
    }
    of.getColumns()
        .addListener(
            (ListChangeListener<TableColumn<S, ?>>)
                _ -> {
                  var ids = of.getColumns().stream().map(TableColumn::getId).toList();
                  if (ids.size() == columns.size()) kept.set(table + ".order", words(ids));
                });
  }

  private void turned(String column, boolean now) {
    if (fitting) return;
    (now ? hidden : shown).remove(column);
    (now ? shown : hidden).add(column);
    kept.set(table + ".shown", words(shown));
    kept.set(table + ".hidden", words(hidden));
  }

  private static String words(Iterable<String> of) {
    return String.join(",", of);
  }

  /// Shows or hides columns because of the window's width, but for those a person decided on.
  public <S> void fit(TableView<S> of, List<String> spare, boolean wide) {
    fitting = true;
    for (var column : of.getColumns()) {
      var id = column.getId();
      boolean decided = shown.contains(id) || hidden.contains(id);
      if (spare.contains(id) && !decided) column.setVisible(wide);
    }
    fitting = false;
  }
}
