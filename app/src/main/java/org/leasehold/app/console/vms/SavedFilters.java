package org.leasehold.app.console.vms;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.leasehold.app.console.parts.Kept;

/// Filters a person gave a name to, kept in this user's folder.
public final class SavedFilters {
  private static final int NAME_CHARS_MAX = 60;

  private final Kept kept;

  /// @param typed the words
  record Saved(String name, VmFilter.Kind kind, String typed) {}

  public SavedFilters(Kept kept) {
    this.kept = kept;
  }

  /// By name.
  List<Saved> all() {
    var all = new ArrayList<Saved>();
    for (var name : kept.keys()) read(name).ifPresent(all::add);
    return all;
  }

  private Optional<Saved> read(String name) {
    var value = kept.get(name);
    int blank = value.indexOf(' ');
    var word = blank < 0 ? value : value.substring(0, blank);
    for (var kind : VmFilter.Kind.values()) {
      if (kind.word().equals(word)) {
        return Optional.of(new Saved(name, kind, blank < 0 ? "" : value.substring(blank + 1)));
      }
    }
    return Optional.empty();
  }

  /// Whether it can be a filter's name: something to read, on one line.
  static boolean isName(String name) {
    var said = name.strip();
    return !said.isEmpty()
        && said.length() <= NAME_CHARS_MAX
        && said.chars().noneMatch(Character::isISOControl);
  }

  /// In place of one of the same name.
  void keep(String name, VmFilter.Kind kind, String typed) {
    if (!isName(name)) throw new IllegalArgumentException("no name of a filter: " + name);
    kept.set(name.strip(), (kind.word() + " " + typed.strip()).toLowerCase(Locale.ROOT).strip());
  }

  void forget(String name) {
    kept.set(name, "");
  }
}
