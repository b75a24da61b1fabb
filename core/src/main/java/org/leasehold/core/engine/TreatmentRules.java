package org.leasehold.core.engine;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.SanlockHostState;

/// The case of a host that does not answer: gates in order, each review; skipped is not closed.
///
/// @see "spec ovirt-ha 3.1; safety rules S16, S17"
final class TreatmentRules {
  private TreatmentRules() {}

  static void tick(Turn t) {
    for (var host : t.hosts.values()) {
      var treatment = host.treatment();
      if (treatment == null) continue;
      switch (treatment.stage()) {
        case OPEN -> review(t, host, treatment);
        case SOFT_FENCING, POWERING_OFF, POWERING_ON -> {} // waits for the outcome
        case SOFT_FENCED -> softWait(t, host, treatment);
        case OFF -> powerOn(t, host, treatment);
        case WAITING_FOR_BOOT -> bootWait(t, host, treatment);
      }
      fenceLied(t, host.id());
    }
  }

  private static void set(Turn t, HostId id, @Nullable Treatment next) {
    var host = t.hosts.get(id);
    if (host == null) return;
    var draft = host.draft();
    draft.treatment = next;
    t.update(draft);
  }

  /// A report arrived: the case is closed, unless its power is just being switched.
  static void answered(Turn t, HostId id) {
    var host = t.hosts.get(id);
    var treatment = host == null ? null : host.treatment();
    if (host == null || treatment == null || treatment.command() != null) return;
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
    String power = powerHeld(t, host, treatment);
    if (power != null) hold(t, host, treatment, power);
    else powerOff(t, host, treatment);
  }

  private static void hold(Turn t, HostRecord host, Treatment treatment, String held) {
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
    if (t.entry(host.id()) == null) return "deleted: no such host in the document";
    String broken = connectivity(t);
    if (broken != null) return broken;
    return host.status() == HostStatus.NON_RESPONSIVE
        ? null
        : "state: it is " + host.status().word();
  }

  /// When half of the hosts are silent the trouble is likely ours.
  static @Nullable String connectivity(Turn t) {
    if (!t.holds(Safeguard.CONNECTIVITY_THRESHOLD)) return null;
    int silent = 0;
    int all = 0;
    for (var host : t.hosts.values()) {
      if (host.status() == HostStatus.MAINTENANCE) continue;
      all++;
      if (!host.status().answers()) silent++;
    }
    int percent = all == 0 ? 100 : silent * 100 / all;
    int limit = t.settings().treatment().connectivityPercent();
    return percent >= limit
        ? "connectivity: %d of %d hosts silent = %d %%, limit %d %%"
            .formatted(silent, all, percent, limit)
        : null;
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

  static void softFenced(Turn t, HostId id) {
    var host = t.hosts.get(id);
    var treatment = host == null ? null : host.treatment();
    if (treatment == null) return;
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

  /// The gates before its power is switched: all must be open at the same review.
  private static @Nullable String powerHeld(Turn t, HostRecord host, Treatment treatment) {
    var settings = t.settings().treatment();
    var entry = t.entry(host.id());
    if (!settings.powerFencing()) return "power fencing off: reboot it by hand and confirm";
    if (entry == null || !entry.fence().enabled()) {
      return "no power device: reboot it by hand and confirm";
    }
    if (host.unfit()) return "fencing lied: its power device said off and it renewed; check it";
    long last = host.powerNanos();
    if (last >= 0 && !t.hasPassed(last, settings.fenceQuiet())) {
      return "fence quiet time: last power operation %s ago, limit %d s"
          .formatted(Turn.seconds(t.now - last), settings.fenceQuiet().toSeconds());
    }
    String vantage = secondVantage(t, host, treatment);
    return vantage != null ? vantage : leaseLives(t, host);
  }

  /// Another host's agent must fail to reach it too, within the last minute (S17).
  static @Nullable String secondVantage(Turn t, HostRecord host, Treatment treatment) {
    if (!t.holds(Safeguard.SECOND_VANTAGE)) return null;
    boolean confirmed = false;
    for (var probe : treatment.probes()) {
      if (t.hasPassed(probe.value().atNanos(), Duration.ofMinutes(1))) continue;
      if (probe.value().reachable()) {
        probe(t, host.id());
        return "second vantage: %s can reach it".formatted(t.name(probe.key()));
      }
      confirmed = true;
    }
    if (confirmed) return null;
    probe(t, host.id());
    return "second vantage: no other host has confirmed that it cannot be reached";
  }

  /// Asks one answering host, the next after the last one asked, to try.
  private static void probe(Turn t, HostId silent) {
    for (var pending : t.pending.values()) {
      if (pending.command() instanceof Command.Probe probe && probe.silent().equals(silent)) return;
    }
    for (var host : t.hosts.values()) {
      if (!host.status().answers() || host.id().equals(silent)) continue;
      t.order(
          new Command.Probe(t.header(host.id(), "second vantage"), host.id(), silent),
          "treatment.probe",
          t.name(silent),
          "probed from " + t.name(host.id()));
      return;
    }
  }

  static void probed(Turn t, Event.HostProbed event) {
    var host = t.hosts.get(event.silent());
    var treatment = host == null ? null : host.treatment();
    for (var pending : t.pending) {
      if (pending.value().command() instanceof Command.Probe probe
          && probe.silent().equals(event.silent())
          && probe.from().equals(event.from())) {
        t.pending = t.pending.without(pending.key());
      }
    }
    if (treatment == null) return;
    set(
        t,
        event.silent(),
        treatment.with(event.from(), new Treatment.Probe(event.reachable(), t.now)));
  }

  /// Power is switched only when every answering host that shares a lockspace with it says its
  /// heartbeat has stopped; nobody to ask, or not known, counts as alive (D7).
  private static @Nullable String leaseLives(Turn t, HostRecord host) {
    if (!t.holds(Safeguard.SILENCE_IS_NOT_DEATH)) return null;
    var quiet = t.settings().treatment().leaseQuiet();
    if (!t.hasPassed(host.reportNanos(), quiet)) {
      return "lease wait: silent %s, limit %d s"
          .formatted(Turn.seconds(t.now - host.reportNanos()), quiet.toSeconds());
    }
    int asked = 0;
    for (var other : t.hosts.values()) {
      if (!other.status().answers() || t.mustLookAgain(other) != null) continue;
      for (var space : host.lives().keys()) {
        var seen = Sights.host(other, space, host.id());
        if (seen == null) continue;
        asked++;
        boolean stopped =
            seen.sight().state() == SanlockHostState.FAIL
                || seen.sight().state() == SanlockHostState.DEAD;
        if (!stopped) {
          return "heartbeat lives: %s in %s to %s"
              .formatted(seen.sight().state(), space, t.name(other.id()));
        }
      }
    }
    return asked == 0 ? "heartbeat unknown: no answering host sees it; counts as alive" : null;
  }

  private static @Nullable HostId proxy(Turn t, HostId target) {
    for (var host : t.hosts.values()) {
      if (host.status() == HostStatus.UP && !host.id().equals(target)) return host.id();
    }
    return null;
  }

  private static void powerOff(Turn t, HostRecord host, Treatment treatment) {
    var proxy = proxy(t, host.id());
    if (proxy == null) {
      hold(t, host, treatment, "proxy: no host that is up can talk to its power device");
      return;
    }
    power(t, host.id(), treatment, proxy, Command.PowerFence.Power.OFF, "every gate is open");
  }

  private static void power(
      Turn t,
      HostId id,
      Treatment treatment,
      HostId proxy,
      Command.PowerFence.Power power,
      String why) {
    var command =
        t.order(
            new Command.PowerFence(t.header(proxy, why), id, proxy, power),
            "treatment.power." + (power == Command.PowerFence.Power.OFF ? "off" : "on"),
            t.name(id),
            "power " + power + " through " + t.name(proxy));
    var host = t.hosts.get(id);
    if (host == null) return;
    var draft = host.draft();
    draft.powerNanos = t.now;
    draft.treatment =
        treatment.running(
            power == Command.PowerFence.Power.OFF
                ? Treatment.Stage.POWERING_OFF
                : Treatment.Stage.POWERING_ON,
            command,
            t.now);
    t.change(
        draft, HostStatus.REBOOT, Severity.WARNING, "host.reboot", "power " + power + ": " + why);
  }

  static void powerEnded(Turn t, Command.PowerFence command, Outcome outcome) {
    var host = t.hosts.get(command.host());
    var treatment = host == null ? null : host.treatment();
    if (host == null || treatment == null) return;
    if (outcome instanceof Outcome.Done) {
      if (command.power() == Command.PowerFence.Power.OFF) {
        verifiedOff(t, host, treatment);
      } else {
        set(t, host.id(), treatment.at(Treatment.Stage.WAITING_FOR_BOOT, t.now));
      }
      return;
    }
    var draft = host.draft();
    draft.treatment = treatment.at(Treatment.Stage.OPEN, t.now);
    t.change(
        draft,
        HostStatus.NON_RESPONSIVE,
        Severity.ERROR,
        "treatment.power.failed",
        "power " + command.power() + " failed, reboot by hand and confirm: " + outcome);
  }

  /// Off says nothing about its VMs' leases: those still need the target's sanlock (W11).
  private static void verifiedOff(Turn t, HostRecord host, Treatment treatment) {
    var draft = host.draft();
    draft.treatment = treatment.off(heartbeat(t, host), t.now);
    t.change(draft, HostStatus.DOWN, Severity.WARNING, "host.power.off", "power verified off");
    SilenceRules.vmsUnknown(t, host.id()); // it may have answered while its power was switched
  }

  private static long heartbeat(Turn t, HostRecord host) {
    long newest = 0;
    for (var other : t.hosts.values()) {
      if (!other.status().answers()) continue;
      for (var space : host.lives().keys()) {
        var seen = Sights.host(other, space, host.id());
        if (seen != null) newest = Math.max(newest, seen.sight().timestampSeconds());
      }
    }
    return newest;
  }

  /// A renewal by the same life after "verified off": the power device lied (S17).
  private static void fenceLied(Turn t, HostId id) {
    var host = t.hosts.get(id);
    var treatment = host == null ? null : host.treatment();
    if (host == null || treatment == null || treatment.offTimestampSeconds() < 0) return;
    if (host.unfit() || treatment.stage() != Treatment.Stage.OFF) return;
    long now = heartbeat(t, host);
    if (now <= treatment.offTimestampSeconds()) return;
    var draft = host.draft();
    draft.unfit = true;
    draft.treatment = treatment.at(Treatment.Stage.OPEN, t.now);
    t.change(
        draft,
        HostStatus.NON_RESPONSIVE,
        Severity.CRITICAL,
        "treatment.fence.lied",
        "it renewed after its power was verified off: timestamp %d -> %d; its power device is not used any more"
            .formatted(treatment.offTimestampSeconds(), now));
  }

  private static void powerOn(Turn t, HostRecord host, Treatment treatment) {
    if (t.mayNotAct() != null || !t.hasPassed(treatment.stageNanos(), Duration.ofSeconds(5)))
      return;
    if (treatment.offTimestampSeconds() >= 0 && renewedSince(t, host, treatment)) return;
    var proxy = proxy(t, host.id());
    if (proxy == null) return;
    power(t, host.id(), treatment, proxy, Command.PowerFence.Power.ON, "verified off");
  }

  private static boolean renewedSince(Turn t, HostRecord host, Treatment treatment) {
    return heartbeat(t, host) > treatment.offTimestampSeconds();
  }

  private static void bootWait(Turn t, HostRecord host, Treatment treatment) {
    var limit = t.settings().treatment().rebootWait();
    if (!t.hasPassed(treatment.stageNanos(), limit)) return;
    var draft = host.draft();
    draft.treatment = treatment.at(Treatment.Stage.OPEN, t.now);
    t.change(
        draft,
        HostStatus.NON_RESPONSIVE,
        Severity.ERROR,
        "host.boot.timeout",
        "not back %d s after its power was switched on".formatted(limit.toSeconds()));
  }
}
