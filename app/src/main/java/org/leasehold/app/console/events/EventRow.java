package org.leasehold.app.console.events;

import org.leasehold.app.console.live.Names;
import org.leasehold.app.console.parts.Tone;
import org.leasehold.app.console.text.Times;
import org.leasehold.core.engine.EngineState;
import org.leasehold.core.monitor.EventLine;

/// One event as a line of text.
///
/// @param number of the event
/// @param because its arithmetic; may be empty
public record EventRow(
    long number, String clock, Tone tone, String subject, String what, String because) {
  public static EventRow of(EventLine line, EngineState state, Times times) {
    var subject = line.subject();
    int space = subject.indexOf(' ');
    return new EventRow(
        line.number(),
        times.clock(line.wallMillis()),
        switch (line.severity()) {
          case INFO -> Tone.NONE;
          case WARNING -> Tone.WARN;
          case ERROR, CRITICAL -> Tone.BAD;
        },
        space < 0 ? subject : subject.substring(space + 1),
        Names.inText(state, line.what()),
        Names.inText(state, line.because()));
  }

  /// For filter and screen reader.
  public String words() {
    return clock + " " + subject + " " + what + " " + because;
  }
}
