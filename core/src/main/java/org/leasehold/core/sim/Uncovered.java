package org.leasehold.core.sim;

/// Two copies that nobody could have prevented with what the host had: reported, never a pass.
///
/// @param kind which gap
/// @param atNanos simulated time
/// @param text what was seen
public record Uncovered(Kind kind, long atNanos, String text) {
  /// The gaps that the safety rules admit.
  public enum Kind {
    /// sanlock lost, no watchdog, and the agent's lease guard dead at the time.
    GUARD_DEAD,
    /// The whole host stood still, guard included, and no hardware watchdog ended it.
    HOST_STOOD_STILL,
    /// Somebody started or resumed a copy around libvirt's hook and the agent.
    BY_HAND,
    /// A VM without a lease, started on a person's word that its host has been rebooted, and that
    /// was wrong: said to be "split brain possible" (design 5 and 6).
    CONFIRMED_WRONGLY,
    /// Its disks came to use the host's page cache, and nobody had told the engine that started the
    /// other copy, nor written it into any document (S5: "the last live set *reported*").
    CACHE_UNTOLD,
    /// SIGKILL did not end it, and the reset by the host itself is switched off (S9): by hand, or
    /// as it is where a watchdog runs, which has no reason to fire while sanlock renews.
    UNKILLABLE
  }

  @Override
  public String toString() {
    return "%s at %s s: %s".formatted(kind, SimTime.text(atNanos), text);
  }
}
