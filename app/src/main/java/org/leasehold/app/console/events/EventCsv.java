package org.leasehold.app.console.events;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.leasehold.app.console.live.EventRow;

/// Events as comma-separated values.
///
/// @see "RFC 4180: lines end with CRLF, a field with comma, quote or line break is quoted, a quote
///   in it is doubled"
final class EventCsv {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ISO_OFFSET_DATE_TIME;

  private EventCsv() {}

  /// @param rows newest first; written oldest first
  static String of(List<EventRow> rows, ZoneId zone) {
    var text = new StringBuilder();
    line(text, "number", "time", "severity", "id", "kind", "object", "what", "because", "incident");
    for (var row : rows.reversed()) {
      line(
          text,
          Long.toString(row.number()),
          TIME.format(Instant.ofEpochMilli(row.wallMillis()).atZone(zone).toOffsetDateTime()),
          row.severity().name().toLowerCase(Locale.ROOT),
          row.id(),
          row.kind(),
          row.subject(),
          row.what(),
          row.because(),
          row.incident() == 0 ? "" : Long.toString(row.incident()));
    }
    return text.toString();
  }

  private static void line(StringBuilder text, String... fields) {
    for (int i = 0; i < fields.length; i++) {
      if (i > 0) text.append(',');
      text.append(field(fields[i]));
    }
    text.append("\r\n");
  }

  private static String field(String value) {
    boolean plain = value.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? value : '"' + value.replace("\"", "\"\"") + '"';
  }
}
