package org.leasehold.core.engine;

import org.jspecify.annotations.Nullable;
import org.leasehold.core.model.HostId;

/// The case of a host that does not answer: gates in order, each review; skipped is not closed.
///
/// @see "spec ovirt-ha 3.1; safety rules S16, S17"
final class TreatmentRules {
  private TreatmentRules() {}

  static void tick(Turn t) {
    for (var host : t.hosts.values()) {
      var treatment = host.treatment();
      if (treatment == null) continue;
      if (host.status().answers()) continue; // it is kept for the next report, see answered
      switch (treatment.stage()) {
        case OPEN -> review(t, host, treatment);
        case SOFT_FENCING, RESETTING, POWERING_OFF, POWERING_ON -> {} // waits for the outcome
        case SOFT_FENCED -> softWait(t, host, treatment);
        case OFF -> PowerRules.on(t, host, treatment);
        case WAITING_FOR_BOOT -> PowerRules.bootWait(t, host, treatment);
      }
      PowerRules.fenceLied(t, host.id());
    }
  }

  static void set(Turn t, HostId id, @Nullable Treatment next) {
    var host = t.hosts.get(id);
    if (host == null) return;
    var draft = host.draft();
    draft.treatment = next;
    t.update(draft);
  }

  /// A report arrived: the case is closed, unless its power is just being switched, or a later
  /// report of this boot would show that its power device lied.
  static void answered(Turn t, HostId id, boolean rebooted) {
    var host = t.hosts.get(id);
    var treatment = host == null ? null : host.treatment();
    if (host == null || treatment == null || treatment.command() != null) return;
    if (!rebooted && PowerRules.mayHaveLied(t, host, treatment)) return;
    set(t, id, null);
    t.log(
        Severity.INFO,
        "treatment.closed",
        t.name(id),
        "case closed",
        "it answers, %s after it was opened"
            .formatted(Turn.seconds(t.now - treatment.openedNanos())));
  }

  /// The gates before anything is done to a host, in order; the first that fails is told once.
  private static void review(Turn t, HostRecord host, Treatment treatment) {
    String held = held(t, host);
    if (held != null) {
      hold(t, host, treatment, held);
      return;
    }
    if (t.settings().treatment().softFencing()
        && treatment.stageNanos() == treatment.openedNanos()) {
      softFence(t, host, treatment);
      return;
    }
    if (ResetRules.reset(t, host, treatment)) return;
    String power = PowerRules.held(t, host, treatment);
    if (power != null) hold(t, host, treatment, power);
    else PowerRules.off(t, host, treatment);
  }

  static void hold(Turn t, HostRecord host, Treatment treatment, String held) {
    String gate = gateOf(held);
    if (gate.equals(treatment.heldBy())) return;
    set(t, host.id(), treatment.heldBy(gate));
    t.log(Severity.WARNING, "treatment.held", t.name(host.id()), "held: " + gate, held);
  }

  private static String gateOf(String held) {
    int colon = held.indexOf(':');
    return colon < 0 ? held : held.substring(0, colon);
  }

  static @Nullable String held(Turn t, HostRecord host) {
    String not = t.mayNotAct();
    if (not != null) return not;
    var settings = t.settings().treatment();
    long age = t.now - t.startedNanos;
    if (age < settings.quietAfterStart().toNanos()) {
      return "quiet time: engine is %s old, limit %d s"
          .formatted(Turn.seconds(age), settings.quietAfterStart().toSeconds());
    }
    String broken = VantageRules.connectivity(t);
    if (broken != null) return broken;
    return host.status() == HostStatus.NON_RESPONSIVE
        ? null
        : "state: it is " + host.status().word();
  }

  private static void softFence(Turn t, HostRecord host, Treatment treatment) {
    String why = "non-responsive, soft fencing is on";
    var id =
        t.order(
            new Command.SoftRestartAgent(t.header(null, why), host.id()),
            "treatment.soft-fence",
            t.name(host.id()),
            "restart its agent");
    set(t, host.id(), treatment.running(Treatment.Stage.SOFT_FENCING, id, t.now));
  }

  static void softFenced(Turn t, HostId id, Outcome outcome) {
    var host = t.hosts.get(id);
    var treatment = host == null ? null : host.treatment();
    if (treatment == null) return;
    boolean done = outcome instanceof Outcome.Done;
    t.log(
        done ? Severity.INFO : Severity.WARNING,
        done ? "treatment.soft-fence.done" : "treatment.soft-fence.not-done",
        t.name(id),
        done ? "its agent was restarted" : "its agent could not be restarted",
        outcome.inWords());
    set(t, id, treatment.at(Treatment.Stage.SOFT_FENCED, t.now));
  }

  private static void softWait(Turn t, HostRecord host, Treatment treatment) {
    var limit = t.settings().treatment().softWait();
    if (!t.hasPassed(treatment.stageNanos(), limit)) return;
    t.log(
        Severity.WARNING,
        "treatment.soft-fence.failed",
        t.name(host.id()),
        "still silent",
        "%d s after its agent was restarted".formatted(limit.toSeconds()));
    set(t, host.id(), treatment.at(Treatment.Stage.OPEN, t.now));
  }
}
