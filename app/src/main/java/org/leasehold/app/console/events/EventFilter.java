package org.leasehold.app.console.events;

import java.util.Locale;
import org.leasehold.app.console.live.EventRow;
import org.leasehold.core.engine.Severity;

/// Which events are wanted.
///
/// @param least the lowest severity
/// @param kind `host`, `vm`, `store`, `engine`; empty for all
/// @param words every one of them must occur
record EventFilter(Severity least, String kind, String words) {
  static final EventFilter ALL = new EventFilter(Severity.INFO, "", "");

  EventFilter {
    words = words.strip().toLowerCase(Locale.ROOT);
  }

  boolean fits(EventRow row) {
    if (row.severity().compareTo(least) < 0) return false;
    if (!kind.isEmpty() && !kind.equals(row.kind())) return false;
    if (words.isEmpty()) return true;
    var whole = (row.words() + " " + row.id()).toLowerCase(Locale.ROOT);
    for (var word : words.split("\\s+", -1)) if (!whole.contains(word)) return false;
    return true;
  }
}
