package org.leasehold.app.console.overview;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.console.live.Halted;
import org.leasehold.app.console.live.RenewalHistory;
import org.leasehold.app.console.live.Sightings;
import org.leasehold.app.console.parts.Sparkline;
import org.leasehold.app.console.parts.Tone;
import org.leasehold.app.console.text.Texts;
import org.leasehold.app.console.text.Times;
import org.leasehold.core.engine.EngineState;
import org.leasehold.core.engine.HostRecord;
import org.leasehold.core.engine.HostStatus;
import org.leasehold.core.engine.VmRecord;
import org.leasehold.core.engine.VmStatus;
import org.leasehold.core.model.HaMode;
import org.leasehold.core.model.HostReport;
import org.leasehold.core.model.LockspaceReport;
import org.leasehold.core.monitor.Snapshot;

/// Reads one host's card from a snapshot.
final class HostReading {
  private static final long SECOND = 1_000_000_000L;
  private static final long HOUR_MILLIS = 3_600_000;

  private HostReading() {}

  static HostCard of(Snapshot snapshot, HostRecord host, RenewalHistory history) {
    var state = snapshot.state();
    var document = state.document();
    var entry = document == null ? null : document.hosts().get(host.id());
    var report = host.status().answers() ? host.report() : null;
    long capacity = report == null ? 0 : report.capacity().memoryMiB();
    long kept = 0;
    int waiting = 0;
    for (var vm : state.queue().values()) {
      var wanted = document == null ? null : document.vms().get(vm.id());
      boolean comes =
          vm.plan() != null && vm.plan().equals(host.id()) && !host.id().equals(vm.host());
      if (!comes || wanted == null) continue;
      kept += wanted.memoryMiB();
      waiting++;
    }
    return new HostCard(
        host.id(),
        entry == null ? "host " + host.id() : entry.name(),
        identity(host),
        tone(host.status()),
        status(state, host),
        grade(report),
        report == null
            ? Texts.say("host.memory.unknown")
            : Texts.say("host.memory", Times.gib(host.usedMiB()), Times.gib(capacity)),
        waiting == 0 ? "" : Texts.say("host.reserved", Times.gib(kept), waiting),
        capacity == 0 ? 0 : (double) host.usedMiB() / capacity,
        capacity == 0 ? 0 : (double) kept / capacity,
        load(report),
        renewing(snapshot, host, history),
        chips(state, host));
  }

  private static String identity(HostRecord host) {
    String generation = "?";
    for (var life : host.lives().values()) generation = life.life().generation().toString();
    return Texts.say("host.identity", host.id().toString(), generation);
  }

  static Tone tone(HostStatus status) {
    return switch (status) {
      case UP -> Tone.OK;
      case CONNECTING, INITIALIZING, REBOOT -> Tone.WARN;
      case NON_RESPONSIVE, NON_OPERATIONAL, DOWN -> Tone.BAD;
      case MAINTENANCE, PREPARING_MAINTENANCE -> Tone.INFO;
      case UNASSIGNED -> Tone.NONE;
    };
  }

  private static String status(EngineState state, HostRecord host) {
    long since = host.status().answers() ? host.changedNanos() : Math.max(0, host.reportNanos());
    long seconds = (state.nowNanos() - since) / SECOND;
    var age = host.status().answers() ? Times.age(seconds) : Times.countdown(seconds);
    return Texts.say("host.status", host.status().word(), age);
  }

  private static HostCard.Load load(@Nullable HostReport report) {
    var load = report == null ? null : report.load();
    int processors = report == null ? 0 : report.capacity().processors();
    if (load == null || processors < 1) {
      return new HostCard.Load(Tone.NONE, Texts.say("host.load.unknown"), 0);
    }
    double share = load.hundredths() / 100.0 / processors;
    return new HostCard.Load(
        share > 1 ? Tone.WARN : Tone.NONE,
        Texts.say(
            share > 1 ? "host.load.over" : "host.load",
            String.format(Locale.ROOT, "%.1f", load.hundredths() / 100.0),
            Integer.toString(processors)),
        Math.min(1, share));
  }

  private static HostCard.Grading grade(@Nullable HostReport report) {
    if (report == null) return new HostCard.Grading(Tone.NONE, "", "");
    var protection = report.protection();
    var why = String.join("; ", protection.reasons());
    return switch (protection.grade()) {
      case WATCHDOG ->
          new HostCard.Grading(
              Tone.OK, Texts.say("grade.watchdog"), Texts.say("grade.watchdog.why"));
      case GUARD_ONLY ->
          new HostCard.Grading(
              Tone.INFO,
              Texts.say("grade.guard"),
              why.isEmpty() ? Texts.say("grade.guard.why") : why);
      case NOT_PROTECTED -> new HostCard.Grading(Tone.BAD, Texts.say("grade.none"), why);
    };
  }

  private static HostCard.Renewing renewing(
      Snapshot snapshot, HostRecord host, RenewalHistory history) {
    var state = snapshot.state();
    long now = snapshot.wallMillis();
    var worst = worst(host.report());
    if (worst == null) {
      return new HostCard.Renewing(
          List.of(), now - HOUR_MILLIS, now, false, Tone.NONE, Texts.say("renewal.none"));
    }
    var renewals = history.of(host.id(), worst.lockspace());
    var points = new ArrayList<Sparkline.Point>();
    for (var r : renewals) points.add(new Sparkline.Point(r.atMillis(), r.tookMillis()));
    var seen = Sightings.of(state, host.id(), worst.lockspace());
    long limit = worst.ioTimeout().renewalFailSeconds();
    long age =
        host.status().answers()
            ? worst.renewalAgeMillis() / 1000 + (state.nowNanos() - host.reportNanos()) / SECOND
            : seen == null ? 0 : seen.ageSeconds(state.nowNanos());
    // a renewal starts every 2N; a third of that again is more than any slow one takes
    boolean late = age > worst.ioTimeout().renewalSeconds() * 4L / 3;
    String text;
    Tone tone = Tone.NONE;
    if (late) {
      text = Texts.say("renewal.late", Times.age(age));
      tone = Tone.BAD;
    } else if (!host.status().answers()) {
      text = Texts.say("renewal.seen", Times.age(age));
      tone = Tone.INFO;
    } else {
      long p99 = RenewalHistory.p99(renewals);
      text =
          Texts.say(
              "renewal.well",
              Long.toString(worst.renewalLatencyMillis()),
              Long.toString(Math.max(p99, worst.renewalLatencyMillis())),
              Long.toString(limit));
    }
    // a second is fine enough for the picture
    long to = now / 1000 * 1000;
    return new HostCard.Renewing(points, to - HOUR_MILLIS, to, late, tone, text);
  }

  private static @Nullable LockspaceReport worst(@Nullable HostReport report) {
    if (report == null) return null;
    LockspaceReport worst = null;
    for (var space : report.lockspaces()) {
      if (worst == null || space.renewalAgeMillis() > worst.renewalAgeMillis()) worst = space;
    }
    return worst;
  }

  private static List<HostCard.VmChip> chips(EngineState state, HostRecord host) {
    var chips = new ArrayList<HostCard.VmChip>();
    for (var id : host.vms().keys()) {
      var vm = state.vms().get(id);
      if (vm == null || vm.status() == VmStatus.DOWN) continue;
      chips.add(chip(state, vm));
    }
    return chips;
  }

  private static HostCard.VmChip chip(EngineState state, VmRecord vm) {
    var document = state.document();
    var entry = document == null ? null : document.vms().get(vm.id());
    var name = entry == null ? vm.id().text() : entry.name();
    var why = state.explain(vm.id());
    boolean known = vm.status() != VmStatus.UNKNOWN;
    var tone =
        switch (vm.status()) {
          case UP -> entry != null && entry.mode() == HaMode.PROTECTED ? Tone.OK : Tone.WARN;
          case STARTING, REBOOTING, POWERING_DOWN, SAVING, MIGRATING -> Tone.INFO;
          case PAUSED -> Halted.is(vm) ? Tone.INFO : Tone.BAD;
          case NOT_RESPONDING -> Tone.BAD;
          case UNASSIGNED, DOWN, UNKNOWN -> Tone.NONE;
        };
    boolean plain = vm.status() == VmStatus.UP || !known;
    var text = known ? name : Texts.say("vm.unknown", name);
    return new HostCard.VmChip(
        vm.id(), tone, plain ? text : text + " · " + vm.status().word(), why);
  }
}
