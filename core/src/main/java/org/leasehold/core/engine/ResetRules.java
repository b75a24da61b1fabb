package org.leasehold.core.engine;

import org.jspecify.annotations.Nullable;
import org.leasehold.core.model.SanlockHostState;

/// Reset of a whole host through the store: off unless an admin switched it on, and only for a host
/// whose heartbeat lives, for the request travels with it (D9, S17).
final class ResetRules {
  private ResetRules() {}

  /// Asks for the reset if its switch and gates allow it.
  ///
  /// @return whether the review ends here: asked for, or held by one of its own gates
  static boolean reset(Turn t, HostRecord host, Treatment treatment) {
    if (!t.settings().treatment().storageReset()) return false;
    var via = via(t, host);
    if (via == null) return false; // no living heartbeat: nobody would read the request
    String held = PowerRules.quiet(t, host);
    if (held == null) held = VantageRules.secondVantage(t, host, treatment);
    if (held != null) TreatmentRules.hold(t, host, treatment, held);
    else ask(t, host, treatment, via);
    return true;
  }

  private static void ask(
      Turn t, HostRecord host, Treatment treatment, Command.StorageSideReset reset) {
    var id =
        t.order(reset, "host.reset", t.name(host.id()), "reset through " + t.name(reset.via()));
    var draft = host.draft();
    draft.powerNanos = t.now;
    draft.treatment = treatment.running(Treatment.Stage.RESETTING, id, t.now);
    t.update(draft);
  }

  private static Command.@Nullable StorageSideReset via(Turn t, HostRecord host) {
    for (var other : t.hosts.values()) {
      if (other.status() != HostStatus.UP || t.mustLookAgain(other) != null) continue;
      for (var life : host.lives()) {
        var seen = Sights.host(other, life.key(), host.id());
        if (seen == null || seen.sight().state() != SanlockHostState.LIVE) continue;
        if (!seen.sight().life().equals(life.value().life())) continue;
        String why = "management lost, heartbeat alive, storage-side reset is switched on";
        return new Command.StorageSideReset(
            t.header(other.id(), why), host.id(), other.id(), life.key(), life.value().life());
      }
    }
    return null;
  }

  static void ended(Turn t, Command.StorageSideReset reset, Outcome outcome) {
    var host = t.hosts.get(reset.host());
    var treatment = host == null ? null : host.treatment();
    if (treatment == null) return;
    boolean done = outcome instanceof Outcome.Done;
    if (!done) {
      t.log(
          Severity.WARNING,
          "host.reset.failed",
          t.name(reset.host()),
          "reset not done",
          outcome.inWords());
    }
    TreatmentRules.set(
        t,
        reset.host(),
        treatment.at(done ? Treatment.Stage.WAITING_FOR_BOOT : Treatment.Stage.OPEN, t.now));
  }
}
