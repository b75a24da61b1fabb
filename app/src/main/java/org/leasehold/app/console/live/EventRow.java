package org.leasehold.app.console.live;

import org.leasehold.app.console.parts.Tone;
import org.leasehold.app.console.text.Times;
import org.leasehold.core.engine.EngineState;
import org.leasehold.core.engine.Severity;
import org.leasehold.core.monitor.EventLine;

/// One event as a line of text.
///
/// @param number of the event
/// @param wallMillis wall clock
/// @param id stable name such as `host.silent`
/// @param kind `host`, `vm`, `store`, `engine`: the first word of what it is about
/// @param because its arithmetic; may be empty
/// @param incident it belongs to, 0 for none
public record EventRow(
    long number,
    long wallMillis,
    String clock,
    Severity severity,
    Tone tone,
    String id,
    String kind,
    String subject,
    String what,
    String because,
    long incident) {
  public static EventRow of(EventLine line, EngineState state, Times times) {
    var subject = line.subject();
    int space = subject.indexOf(' ');
    return new EventRow(
        line.number(),
        line.wallMillis(),
        times.clock(line.wallMillis()),
        line.severity(),
        switch (line.severity()) {
          case INFO -> Tone.NONE;
          case WARNING -> Tone.WARN;
          case ERROR, CRITICAL -> Tone.BAD;
        },
        line.id(),
        space < 0 ? subject : subject.substring(0, space),
        space < 0 ? subject : subject.substring(space + 1),
        Names.inText(state, line.what()),
        Names.inText(state, line.because()),
        line.incident());
  }

  /// For filter and screen reader.
  public String words() {
    return clock + " " + subject + " " + what + " " + because;
  }
}
