package org.leasehold.agent.guard;

import org.jspecify.annotations.Nullable;

/// Whether a source's last word may be judged by: asked a moment ago, or asked in vain for so long
/// *while this process ran* that it counts as having none.
///
/// After a freeze of the guard alone, what it last heard is old, and the source did nothing wrong.
final class Settling {
  private long number;
  private long awakeMs;

  /// To be called once at each look.
  ///
  /// @param withinMs period and deadline of the source together
  /// @param awakeMs since the last look, at most a second: what this process was awake for
  boolean settled(Probe.@Nullable Answer<?> last, long withinMs, long nowNanos, long awakeMs) {
    long latest = last == null ? 0 : last.number();
    this.awakeMs = latest == number ? this.awakeMs + awakeMs : 0;
    number = latest;
    boolean fresh = last != null && nowNanos - last.askedAtNanos() <= withinMs * 1_000_000;
    return fresh || this.awakeMs >= withinMs;
  }
}
