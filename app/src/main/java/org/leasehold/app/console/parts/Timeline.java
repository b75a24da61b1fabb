package org.leasehold.app.console.parts;

import java.util.List;

/// A line of time from 0 to 1.
///
/// @param stretches in order; the first begins at 0
/// @param marks in order
/// @param now where now is, 0..1; below 0 when it is over
public record Timeline(List<Stretch> stretches, List<Mark> marks, double now) {
  public Timeline {
    stretches = List.copyOf(stretches);
    marks = List.copyOf(marks);
  }

  /// @param until 0..1
  public record Stretch(double until, Tone tone) {}

  /// @param at 0..1
  public record Mark(double at, String clock, String what) {}
}
