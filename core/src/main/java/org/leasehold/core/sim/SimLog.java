package org.leasehold.core.sim;

/// The story of one run: a line per change, time first, the same bytes for the same seed.
final class SimLog {
  private final boolean on;
  private final StringBuilder text = new StringBuilder();

  SimLog(boolean on) {
    this.on = on;
  }

  /// Asked before building an expensive line.
  boolean isOn() {
    return on;
  }

  /// @param actor who: `host kvm1`, `vm vm3`, `fault`, `engine e1`
  /// @param line what, with its arithmetic
  void line(long atNanos, String actor, String line) {
    if (!on) return;
    var time = SimTime.text(atNanos);
    text.repeat(' ', Math.max(0, 8 - time.length())).append(time).append("  ");
    text.append(actor).repeat(' ', Math.max(0, 10 - actor.length())).append("  ");
    text.append(line).append('\n');
  }

  /// A place to fall back to when what was announced did not happen.
  int mark() {
    return text.length();
  }

  void dropFrom(int mark) {
    text.setLength(mark);
  }

  void clear() {
    text.setLength(0);
  }

  String text() {
    return text.toString();
  }
}
