package org.leasehold.app.console.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;

/// Ctrl+K: hosts, VMs, leases, events and actions by a few letters.
public final class PaletteModel {
  private static final int SHOWN_MAX = 40;

  private final Supplier<List<Entry>> everything;
  private final StringProperty words = new SimpleStringProperty("");
  private final ObjectProperty<List<Entry>> found = new SimpleObjectProperty<>(List.of());
  private List<Entry> all = List.of();

  /// @param kind `Host`, `VM`, `Lease`, `Event`, `Action`
  /// @param name what is searched
  /// @param detail shown beside it, searched too
  /// @param action what happens when it is chosen
  public record Entry(String kind, String name, String detail, Runnable action) {}

  /// @param everything asked each time the palette opens
  public PaletteModel(Supplier<List<Entry>> everything) {
    this.everything = everything;
    words.addListener((_, _, now) -> find(now));
  }

  public void open() {
    all = everything.get();
    words.set("");
    find("");
  }

  /// Every word must occur; names that begin with the first word come first, then in given order.
  private void find(String text) {
    var wanted = text.strip().toLowerCase(Locale.ROOT).split("\\s+", -1);
    var first = new ArrayList<Entry>();
    var rest = new ArrayList<Entry>();
    for (var entry : all) {
      var whole =
          (entry.name() + " " + entry.detail() + " " + entry.kind()).toLowerCase(Locale.ROOT);
      boolean fits = true;
      for (var word : wanted) fits &= whole.contains(word);
      if (!fits) continue;
      boolean begins = entry.name().toLowerCase(Locale.ROOT).startsWith(wanted[0]);
      (begins ? first : rest).add(entry);
    }
    first.addAll(rest);
    found.set(List.copyOf(first.subList(0, Math.min(SHOWN_MAX, first.size()))));
  }

  public StringProperty words() {
    return words;
  }

  public ReadOnlyObjectProperty<List<Entry>> found() {
    return found;
  }
}
