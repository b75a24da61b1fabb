package org.leasehold.app.console.shell;

import java.util.Optional;
import java.util.function.LongSupplier;
import org.leasehold.app.console.text.Texts;
import org.leasehold.app.console.text.Times;

/// Notices that the shown engine tells nothing any more: its process, its host or the way there is
/// gone. An engine tells how things stand every second.
///
/// It only looks and says; what is shown stays as it was, with the moment it is of.
final class Silence {
  static final long SILENT_NANOS = 15_000_000_000L;
  static final long AGAIN_NANOS = 10_000_000_000L;

  private final LongSupplier nanos;
  private long heardNanos;
  private long triedNanos;
  private boolean trying;
  private String failed = "";

  /// @param nanos a clock that never goes back
  Silence(LongSupplier nanos) {
    this.nanos = nanos;
    heard();
  }

  /// The engine told something.
  void heard() {
    heardNanos = nanos.getAsLong();
    triedNanos = heardNanos;
    trying = false;
    failed = "";
  }

  /// @param wallMillis of what is shown
  /// @return what is to be said; empty while the engine is heard
  Optional<String> look(long wallMillis, Times times) {
    long silent = nanos.getAsLong() - heardNanos;
    if (silent < SILENT_NANOS) return Optional.empty();
    var since = Texts.say("silent.banner", silent / 1_000_000_000, times.clock(wallMillis));
    if (!failed.isEmpty()) since += " " + Texts.say("silent.failed", failed);
    return Optional.of(trying ? since + " " + Texts.say("silent.trying") : since);
  }

  /// Whether an engine is to be looked for now; once it is, not again before that has ended.
  boolean isDue() {
    long now = nanos.getAsLong();
    boolean due = !trying && now - heardNanos >= SILENT_NANOS && now - triedNanos >= AGAIN_NANOS;
    trying |= due;
    return due;
  }

  /// No engine was reached.
  ///
  /// @param why one sentence; empty where there is none to look for
  void failed(String why) {
    triedNanos = nanos.getAsLong();
    trying = false;
    failed = why;
  }
}
