package org.leasehold.core.engine;

import java.util.Locale;

/// One line of the story: a change, a decision, or a decision not to act, with its arithmetic.
///
/// @param atNanos engine time
/// @param severity how much it matters
/// @param eventId stable name such as `host.silent`; never changes meaning
/// @param subject `host 3`, `vm <name>`, `engine`
/// @param what `up -> connecting`, or what was decided
/// @param because the arithmetic or reason; may be empty
public record LogLine(
    long atNanos, Severity severity, String eventId, String subject, String what, String because) {
  /// As stories show it: seconds with one digit, subject, what, because.
  public String render() {
    long tenths = Math.floorDiv(atNanos, 100_000_000L);
    String line =
        String.format(
            Locale.ROOT,
            "%6d.%d  %-14s %-30s %s",
            tenths / 10,
            tenths % 10,
            subject,
            what,
            because);
    return line.stripTrailing();
  }
}
