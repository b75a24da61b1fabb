package org.leasehold.core.sim;

/// Two copies of a VM that one of the safety rules names, each by its kind: never a pass, always
/// counted. Every other overlap is a violation.
///
/// @param kind which
/// @param atNanos simulated time
/// @param text what was seen
public record Overlap(Kind kind, long atNanos, String text) {
  /// Why the copy could not be ended or kept out.
  public enum Cause {
    /// *Uncovered*: no watchdog ends the host, and what should end the copy instead could not act.
    UNCOVERED,
    /// Made by a person around Leasehold or against what it says; no protected VM does so by
    /// itself.
    BY_PEOPLE
  }

  /// What was seen.
  public enum Kind {
    /// sanlock lost, no watchdog, and the agent's lease guard dead at the time.
    GUARD_DEAD(Cause.UNCOVERED),
    /// The guard stood still with its whole host, and no hardware watchdog ended that.
    HOST_STOOD_STILL(Cause.UNCOVERED),
    /// SIGKILL did not end it, and the reset by the host itself is switched off (S9: "switched off
    /// it is *uncovered*"): by hand, or as it is where a watchdog runs, which has no reason to fire
    /// while sanlock renews.
    UNKILLABLE(Cause.UNCOVERED),
    /// Somebody started or resumed a copy around libvirt's hook and the agent (S6, S10).
    BY_HAND(Cause.BY_PEOPLE),
    /// A VM without a lease, started on a person's word that its host has been rebooted, and that
    /// was wrong: said to be "split brain possible" (design 5 and 6).
    CONFIRMED_WRONGLY(Cause.BY_PEOPLE),
    /// A person made its disks use the host's page cache, and nobody had told the engine that
    /// started the other copy, nor written it into any document (S5: "the last live set
    /// *reported*").
    CACHE_UNTOLD(Cause.BY_PEOPLE);

    private final Cause cause;

    Kind(Cause cause) {
      this.cause = cause;
    }

    public Cause cause() {
      return cause;
    }

    /// `uncovered GUARD_DEAD`, `by people BY_HAND`.
    public String inWords() {
      return (cause == Cause.UNCOVERED ? "uncovered " : "by people ") + name();
    }
  }

  @Override
  public String toString() {
    return "%s at %s s: %s".formatted(kind.inWords(), SimTime.text(atNanos), text);
  }
}
