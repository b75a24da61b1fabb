package org.leasehold.core.engine;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.HostReport;
import org.leasehold.core.model.SanlockHostState;

/// Power fencing: its gates, off, verified, on, and a device that lies (D5, D7, S17).
final class PowerRules {
  private static final Duration WIRED_WRONG = Duration.ofSeconds(60);
  private static final Duration UNDER_WAY = Duration.ofSeconds(15);

  private PowerRules() {}

  /// The gates before its power is switched: all must be open at the same review.
  static @Nullable String held(Turn t, HostRecord host, Treatment treatment) {
    var settings = t.settings().treatment();
    var entry = t.entry(host.id());
    if (!settings.powerFencing()) return "power fencing off: reboot it by hand and confirm";
    if (entry == null || entry.fence().devices().isEmpty()) {
      return "no power device: reboot it by hand and confirm";
    }
    if (!entry.fence().enabled()) {
      return "power fencing of this host is off: reboot it by hand and confirm";
    }
    if (host.unfit()) return "fencing lied: its power device said off and it renewed; check it";
    String quiet = quiet(t, host);
    if (quiet != null) return quiet;
    String vantage = VantageRules.secondVantage(t, host, treatment);
    return vantage != null ? vantage : leaseLives(t, host);
  }

  /// Too soon after the last time its power was switched, or it was reset.
  static @Nullable String quiet(Turn t, HostRecord host) {
    long last = host.powerNanos();
    var limit = t.settings().treatment().fenceQuiet();
    return last >= 0 && !t.hasPassed(last, limit)
        ? "fence quiet time: last power operation %s ago, limit %d s"
            .formatted(Turn.seconds(t.now - last), limit.toSeconds())
        : null;
  }

  /// Power is switched only when every answering host that shares a lockspace with it says its
  /// heartbeat has stopped; nobody to ask, or not known, counts as alive (D7).
  static @Nullable String leaseLives(Turn t, HostRecord host) {
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

  /// @param failed a host through which it failed already, null when none
  private static @Nullable HostId proxy(Turn t, HostId target, @Nullable HostId failed) {
    for (var host : t.hosts.values()) {
      if (host.status() != HostStatus.UP || host.id().equals(target)) continue;
      if (!host.id().equals(failed)) return host.id();
    }
    return null;
  }

  static void off(Turn t, HostRecord host, Treatment treatment) {
    var proxy = proxy(t, host.id(), null);
    if (proxy == null) {
      TreatmentRules.hold(
          t, host, treatment, "proxy: no host that is up can talk to its power device");
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

  static void ended(Turn t, Command.PowerFence command, Outcome outcome) {
    var host = t.hosts.get(command.host());
    var treatment = host == null ? null : host.treatment();
    if (host == null || treatment == null) return;
    if (outcome instanceof Outcome.Done) {
      if (command.power() == Command.PowerFence.Power.OFF) {
        verifiedOff(t, host, treatment, outcome.text());
      } else {
        TreatmentRules.set(t, host.id(), treatment.at(Treatment.Stage.WAITING_FOR_BOOT, t.now));
      }
      return;
    }
    if (throughAnother(t, host, treatment, command, outcome)) return;
    var draft = host.draft();
    draft.treatment = treatment.at(Treatment.Stage.OPEN, t.now);
    t.change(
        draft,
        HostStatus.NON_RESPONSIVE,
        Severity.ERROR,
        eventOf(outcome),
        "power " + command.power() + " failed, reboot by hand and confirm: " + outcome.inWords());
  }

  private static String eventOf(Outcome outcome) {
    return "treatment.power."
        + (outcome instanceof Outcome.NotSwitched not ? not.fault().word() : "failed");
  }

  /// The way to the device may be what failed: once more through one other host, if what may have
  /// changed since the gates were open still holds (S17). Repeating "off" or "on" does no harm.
  private static boolean throughAnother(
      Turn t, HostRecord host, Treatment treatment, Command.PowerFence command, Outcome outcome) {
    if (outcome instanceof Outcome.NotSwitched not && not.fault() == PowerFault.CALLED_OFF) {
      return false;
    }
    if (treatment.failedProxy() != null || t.mayNotAct() != null) return false;
    var proxy = proxy(t, host.id(), command.proxy());
    if (proxy == null) return false;
    boolean off = command.power() == Command.PowerFence.Power.OFF;
    if (off && VantageRules.connectivity(t) != null) return false;
    if (off && VantageRules.secondVantage(t, host, treatment) != null) return false;
    if (off && leaseLives(t, host) != null) return false;
    t.log(
        Severity.WARNING,
        eventOf(outcome),
        t.name(host.id()),
        "power %s failed through %s".formatted(command.power(), t.name(command.proxy())),
        outcome.inWords());
    power(
        t,
        host.id(),
        treatment.failedThrough(command.proxy()),
        proxy,
        command.power(),
        "it failed through " + t.name(command.proxy()));
    return true;
  }

  /// Off says nothing about its VMs' leases: those still need the target's sanlock (W11).
  private static void verifiedOff(Turn t, HostRecord host, Treatment treatment, String text) {
    var draft = host.draft();
    draft.treatment = treatment.off(heartbeat(t, host), t.now);
    t.change(
        draft, HostStatus.DOWN, Severity.WARNING, "host.power.off", "power verified off: " + text);
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
  static void fenceLied(Turn t, HostId id) {
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

  /// The same, by its own word when it answers again in the same boot, however late: it has renewed
  /// since, or it simply lives on. One renewal period is left for what the others had not read yet
  /// when it went off, and some seconds for a report that was under way.
  static void answered(Turn t, HostReport report) {
    var host = t.hosts.get(report.host());
    var treatment = host == null ? null : host.treatment();
    if (host == null || treatment == null || treatment.offTimestampSeconds() < 0) return;
    if (host.unfit()) return;
    long off = treatment.offTimestampSeconds();
    for (var space : report.lockspaces()) {
      if (space.timestampSeconds() <= off + space.ioTimeout().renewalSeconds()) continue;
      lied(
          t,
          host,
          "same boot, and it renewed after its power was verified off: timestamp %d -> %d"
              .formatted(off, space.timestampSeconds()));
      return;
    }
    if (!isUnderWay(t, host, treatment)) {
      lied(t, host, "same boot, and it answers after its power was verified off");
    }
  }

  /// It went off, as its device had said; whatever it reports from now on is of its new boot, also
  /// while "on" is still under way.
  static void rebooted(Turn t, HostId id) {
    var host = t.hosts.get(id);
    var treatment = host == null ? null : host.treatment();
    if (host == null || treatment == null || treatment.offTimestampSeconds() < 0) return;
    TreatmentRules.set(t, id, treatment.wentOff());
  }

  private static boolean isUnderWay(Turn t, HostRecord host, Treatment treatment) {
    return !t.hasPassed(Math.max(host.powerNanos(), treatment.stageNanos()), UNDER_WAY);
  }

  /// Its report of the same boot came so soon after "off" that it may have been under way when it
  /// was switched; the next one cannot have been.
  static boolean mayHaveLied(Turn t, HostRecord host, Treatment treatment) {
    return treatment.offTimestampSeconds() >= 0 && !host.unfit() && isUnderWay(t, host, treatment);
  }

  private static void lied(Turn t, HostRecord host, String because) {
    var draft = host.draft();
    draft.unfit = true;
    t.update(draft);
    t.log(
        Severity.CRITICAL,
        "treatment.fence.lied",
        t.name(host.id()),
        "its power device lied and is not used any more",
        because);
  }

  /// A host that goes silent just after another one's power was switched may be the one that was
  /// switched: no device can tell where its power line ends.
  static void anotherWentSilent(Turn t, HostRecord silent) {
    for (var host : t.hosts.values()) {
      if (host.treatment() == null || host.powerNanos() < 0 || host.id().equals(silent.id())) {
        continue;
      }
      if (t.hasPassed(host.powerNanos(), WIRED_WRONG)) continue;
      t.log(
          Severity.ERROR,
          "treatment.power.other-silent",
          t.name(host.id()),
          "its power device may switch another host",
          "%s went silent %s after the power of %s was switched; check the wiring"
              .formatted(
                  t.name(silent.id()), Turn.seconds(t.now - host.powerNanos()), t.name(host.id())));
    }
  }

  static void on(Turn t, HostRecord host, Treatment treatment) {
    if (t.mayNotAct() != null || !t.hasPassed(treatment.stageNanos(), Duration.ofSeconds(5)))
      return;
    if (treatment.offTimestampSeconds() >= 0 && renewedSince(t, host, treatment)) return;
    var proxy = proxy(t, host.id(), null);
    if (proxy == null) return;
    power(t, host.id(), treatment, proxy, Command.PowerFence.Power.ON, "verified off");
  }

  private static boolean renewedSince(Turn t, HostRecord host, Treatment treatment) {
    return heartbeat(t, host) > treatment.offTimestampSeconds();
  }

  static void bootWait(Turn t, HostRecord host, Treatment treatment) {
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
