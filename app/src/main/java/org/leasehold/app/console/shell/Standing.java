package org.leasehold.app.console.shell;

/// How the shown cluster stands, for what is outside the window and has room for a line only.
public sealed interface Standing {
  /// No cluster is shown.
  record None() implements Standing {}

  /// Nothing was heard of its engine for a while: what the window shows is old.
  record Silent() implements Standing {}

  /// @param simulated a demo, or a story of the past: it asks for nobody
  record Known(boolean simulated, LiveReading live) implements Standing {}
}
