package org.leasehold.app.console.live;

import org.leasehold.app.console.parts.Tone;
import org.leasehold.app.console.text.Times;
import org.leasehold.core.engine.EngineState;
import org.leasehold.core.engine.Severity;
import org.leasehold.core.monitor.EventLine;

/// One event as a line of text. Thousands are kept, few are seen: what the event has already, or
/// what can be told from it, is not kept a second time.
///
/// @param times how a clock is written here
/// @param what its words, with the names of hosts
/// @param because its arithmetic; may be empty
public record EventRow(EventLine line, Times times, String what, String because) {
  public static EventRow of(EventLine line, EngineState state, Times times) {
    return new EventRow(
        line, times, Names.inText(state, line.what()), Names.inText(state, line.because()));
  }

  public long number() {
    return line.number();
  }

  public long wallMillis() {
    return line.wallMillis();
  }

  public String clock() {
    return times.clock(line.wallMillis());
  }

  public Severity severity() {
    return line.severity();
  }

  public Tone tone() {
    return switch (line.severity()) {
      case INFO -> Tone.NONE;
      case WARNING -> Tone.WARN;
      case ERROR, CRITICAL -> Tone.BAD;
    };
  }

  /// Stable name such as `host.silent`.
  public String id() {
    return line.id();
  }

  /// `host`, `vm`, `store`, `engine`: the first word of what it is about.
  public String kind() {
    int space = line.subject().indexOf(' ');
    return space < 0 ? line.subject() : line.subject().substring(0, space);
  }

  public String subject() {
    int space = line.subject().indexOf(' ');
    return space < 0 ? line.subject() : line.subject().substring(space + 1);
  }

  /// The one it belongs to, 0 for none.
  public long incident() {
    return line.incident();
  }

  /// For filter and screen reader.
  public String words() {
    return clock() + " " + subject() + " " + what + " " + because;
  }
}
