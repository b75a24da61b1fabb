package org.leasehold.app.console.vms;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringTokenizer;

/// What is typed above the table: words that must all be there, and `property:value`; a tag is
/// meant whole, since it stands for a group.
///
/// @param words in lower case
record VmFilter(List<String> words, Kind kind) {
  /// The VMs at a glance.
  enum Kind {
    ALL,
    TROUBLE,
    UNPROTECTED,
    OFF;

    /// Key of its text.
    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    boolean fits(VmRow row) {
      return switch (this) {
        case ALL -> true;
        case TROUBLE -> row.trouble();
        case UNPROTECTED -> row.gap();
        case OFF -> row.tone() == org.leasehold.app.console.parts.Tone.NONE && !row.trouble();
      };
    }
  }

  static VmFilter of(String typed, Kind kind) {
    var words = new ArrayList<String>();
    var said = new StringTokenizer(typed.toLowerCase(Locale.ROOT));
    while (said.hasMoreTokens()) words.add(said.nextToken());
    return new VmFilter(List.copyOf(words), kind);
  }

  boolean fits(VmRow row) {
    if (!kind.fits(row)) return false;
    if (words.isEmpty()) return true;
    String all = null;
    for (var word : words) {
      int colon = word.indexOf(':');
      if (word.startsWith("tag:")) {
        if (!row.hasTag(word.substring(colon + 1))) return false;
        continue;
      }
      if (colon > 0) {
        if (!row.property(word.substring(0, colon)).contains(word.substring(colon + 1))) {
          return false;
        }
        continue;
      }
      if (all == null) all = row.words();
      if (!all.contains(word)) return false;
    }
    return true;
  }
}
