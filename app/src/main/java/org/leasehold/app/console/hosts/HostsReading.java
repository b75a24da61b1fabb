package org.leasehold.app.console.hosts;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.console.live.Names;
import org.leasehold.app.console.live.RenewalHistory;
import org.leasehold.app.console.parts.Tone;
import org.leasehold.app.console.text.Fingerprint;
import org.leasehold.app.console.text.Texts;
import org.leasehold.app.console.text.Times;
import org.leasehold.core.engine.EngineState;
import org.leasehold.core.engine.HostRecord;
import org.leasehold.core.engine.HostStatus;
import org.leasehold.core.engine.Severity;
import org.leasehold.core.model.Grade;
import org.leasehold.core.model.HostEntry;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.HostReport;
import org.leasehold.core.model.LockspaceReport;
import org.leasehold.core.model.Protection;
import org.leasehold.core.monitor.LinkView;
import org.leasehold.core.monitor.Snapshot;

/// Every host at one moment, as a row and in full; made away from the window's thread.
public record HostsReading(List<HostRow> rows, java.util.SortedMap<HostId, HostDetails> details) {
  static final HostsReading NONE = new HostsReading(List.of(), new TreeMap<>());
  private static final long SECOND = 1_000_000_000L;
  private static final int EVENTS_MAX = 12;

  public HostsReading {
    rows = List.copyOf(rows);
    details = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(details));
  }

  public static HostsReading of(Snapshot snapshot, RenewalHistory history, Times times) {
    var state = snapshot.state();
    var rows = new ArrayList<HostRow>();
    var details = new TreeMap<HostId, HostDetails>();
    for (var host : state.hosts().values()) {
      var row = row(snapshot, host);
      rows.add(row);
      details.put(host.id(), details(snapshot, host, row, history, times));
    }
    return new HostsReading(rows, details);
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

  private static HostRow row(Snapshot snapshot, HostRecord host) {
    var state = snapshot.state();
    var report = host.status().answers() ? host.report() : null;
    long capacity = report == null ? 0 : report.capacity().memoryMiB();
    long kept = kept(state, host.id());
    var worst = worst(report);
    long limit = worst == null ? 0 : worst.ioTimeout().renewalFailSeconds();
    boolean slow = worst != null && worst.renewalLatencyMillis() > limit * 500;
    var grade = report == null ? null : report.protection().grade();
    return new HostRow(
        host.id(),
        Names.of(state, host.id()),
        tone(host.status()),
        host.status().word(),
        since(state, host),
        grade == null ? Tone.NONE : tone(grade),
        grade == null ? "" : word(grade),
        host.vms().size(),
        capacity == 0 ? 0 : (double) host.usedMiB() / capacity,
        capacity == 0 ? 0 : (double) kept / capacity,
        capacity == 0
            ? ""
            : Texts.say("hosts.memory", Times.gib(host.usedMiB()), Times.gib(capacity)),
        slow ? Tone.WARN : Tone.NONE,
        worst == null
            ? ""
            : Texts.say("hosts.renewal", Long.toString(worst.renewalLatencyMillis()), limit),
        remark(snapshot, host));
  }

  /// While it does not answer: since its last report.
  private static String since(EngineState state, HostRecord host) {
    long from = host.status().answers() ? host.changedNanos() : Math.max(0, host.reportNanos());
    return Times.age((state.nowNanos() - from) / SECOND);
  }

  static Tone tone(Grade grade) {
    return switch (grade) {
      case WATCHDOG -> Tone.OK;
      case GUARD_ONLY -> Tone.INFO;
      case NOT_PROTECTED -> Tone.BAD;
    };
  }

  private static String word(Grade grade) {
    return Texts.say("hosts.grade." + grade.name().toLowerCase(Locale.ROOT).replace('_', '-'));
  }

  private static long kept(EngineState state, HostId host) {
    var document = state.document();
    long kept = 0;
    for (var vm : state.queue().values()) {
      var entry = document == null ? null : document.vms().get(vm.id());
      boolean comes = host.equals(vm.plan()) && !host.equals(vm.host());
      if (comes && entry != null) kept += entry.memoryMiB();
    }
    return kept;
  }

  private static @Nullable LockspaceReport worst(@Nullable HostReport report) {
    LockspaceReport worst = null;
    if (report == null) return null;
    for (var space : report.lockspaces()) {
      if (worst == null || space.renewalLatencyMillis() > worst.renewalLatencyMillis()) {
        worst = space;
      }
    }
    return worst;
  }

  static boolean unfit(HostRecord host) {
    var report = host.report();
    return host.unfit()
        || (report != null && report.protection().proof() == Protection.Proof.UNFIT);
  }

  private static String remark(Snapshot snapshot, HostRecord host) {
    if (unfit(host)) return Texts.say("hosts.unfit");
    if (!host.lacking().isEmpty()) return Names.inText(snapshot.state(), host.lacking());
    var link = snapshot.links().get(host.id());
    if (link != null && link.standing() != LinkView.Standing.UP && !link.text().isEmpty()) {
      return link.text();
    }
    var report = host.report();
    if (report == null || !host.status().answers()) return "";
    if (!report.findings().isEmpty()) return report.findings().getFirst().text();
    boolean best = report.protection().grade() == Grade.WATCHDOG;
    var reasons = report.protection().reasons();
    return best || reasons.isEmpty() ? "" : reasons.getFirst();
  }

  private static HostDetails details(
      Snapshot snapshot, HostRecord host, HostRow row, RenewalHistory history, Times times) {
    var state = snapshot.state();
    var document = state.document();
    var entry = document == null ? null : document.hosts().get(host.id());
    return new HostDetails(
        host.id(),
        row.name(),
        row.tone(),
        Texts.say("hosts.state", row.status(), row.since()),
        meaning(host, row),
        facts(snapshot, host, entry, row, times),
        spaces(state, host, history),
        PowerReading.of(snapshot, host, entry),
        host.status() == HostStatus.PREPARING_MAINTENANCE ? leaving(state, host) : List.of(),
        events(snapshot, row.name(), times),
        entry != null && entry.maintenance(),
        host.status().answers(),
        unfit(host));
  }

  private static String meaning(HostRecord host, HostRow row) {
    var meaning =
        Texts.say(
            "hosts.meaning." + host.status().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    return row.remark().isEmpty() ? meaning : meaning + "\n" + row.remark();
  }

  private static List<HostDetails.Fact> facts(
      Snapshot snapshot, HostRecord host, @Nullable HostEntry entry, HostRow row, Times times) {
    var facts = new ArrayList<HostDetails.Fact>();
    add(facts, "id", host.id().toString());
    if (entry != null && !entry.address().destination().isEmpty()) {
      var at = entry.address();
      var user = at.user().isEmpty() ? "" : at.user() + "@";
      var port = at.port() == 0 ? "" : ":" + at.port();
      add(facts, "address", user + at.destination() + port);
      for (var key : at.hostKeys()) add(facts, "key", Fingerprint.of(key));
    }
    if (!row.memory().isEmpty()) {
      long kept = kept(snapshot.state(), host.id());
      add(
          facts,
          "memory",
          kept == 0 ? row.memory() : Texts.say("hosts.kept", row.memory(), Times.gib(kept)));
    }
    var report = host.status().answers() ? host.report() : null;
    if (report != null) {
      add(facts, "processors", Integer.toString(report.capacity().processors()));
      var protection = report.protection();
      var reasons = String.join("; ", protection.reasons());
      var grade = word(protection.grade());
      add(facts, "grade", reasons.isEmpty() ? grade : Texts.say("hosts.because", grade, reasons));
      add(
          facts,
          "proof",
          Texts.say("hosts.proof." + protection.proof().name().toLowerCase(Locale.ROOT)));
      for (var finding : report.findings()) add(facts, "finding", finding.text());
    }
    if (host.powerNanos() >= 0) {
      add(facts, "switched", times.day(snapshot.wallMillis(host.powerNanos())));
    }
    var word = host.confirmation();
    if (word != null) {
      add(
          facts,
          "confirmed",
          Texts.say(
              "hosts.confirmed",
              word.operator(),
              times.clock(snapshot.wallMillis(word.atNanos()))));
    }
    return facts;
  }

  private static void add(List<HostDetails.Fact> facts, String key, String value) {
    facts.add(new HostDetails.Fact(Texts.say("hosts.fact." + key), value));
  }

  private static List<HostDetails.Space> spaces(
      EngineState state, HostRecord host, RenewalHistory history) {
    var spaces = new ArrayList<HostDetails.Space>();
    var report = host.report();
    var document = state.document();
    if (report == null || document == null) return spaces;
    for (var space : report.lockspaces()) {
      var store = document.stores().get(space.lockspace());
      var renewals = history.of(host.id(), space.lockspace());
      long p99 = Math.max(RenewalHistory.p99(renewals), space.renewalLatencyMillis());
      int n = space.ioTimeout().seconds();
      long limit = space.ioTimeout().renewalFailSeconds();
      boolean well = space.standing() == LockspaceReport.Standing.JOINED && space.volumeEnrolled();
      var standing =
          Texts.say("hosts.standing." + space.standing().name().toLowerCase(Locale.ROOT));
      spaces.add(
          new HostDetails.Space(
              store == null ? space.lockspace().text() : store.name(),
              !host.status().answers() ? Tone.NONE : well ? Tone.OK : Tone.BAD,
              Texts.say(
                  !host.status().answers()
                      ? "hosts.space.then"
                      : space.volumeEnrolled() ? "hosts.space" : "hosts.space.other",
                  standing,
                  space.life().generation().toString()),
              !host.status().answers()
                  ? ""
                  : Texts.say(
                      "hosts.space.renewal",
                      Long.toString(space.renewalLatencyMillis()),
                      Long.toString(p99),
                      limit * 1000 / Math.max(1, p99)),
              Texts.say(
                  "hosts.space.times",
                  n,
                  limit,
                  limit + org.leasehold.core.model.GuardTimes.TERM_TO_KILL_SECONDS,
                  space.ioTimeout().hostDeadSeconds())));
    }
    for (var store : report.stores()) {
      if (store.errorCode() == 0) continue;
      var known = document.stores().get(store.domain());
      spaces.add(
          new HostDetails.Space(
              known == null ? store.domain().text() : known.name(),
              Tone.BAD,
              Texts.say("hosts.store.error", store.errorCode()),
              Texts.say("hosts.store.checked", Times.age(store.checkAgeMillis() / 1000)),
              ""));
    }
    return spaces;
  }

  /// What is left to be moved away, the moving ones first.
  private static List<HostDetails.Fact> leaving(EngineState state, HostRecord host) {
    var moving = new ArrayList<HostDetails.Fact>();
    var waiting = new ArrayList<HostDetails.Fact>();
    for (var id : host.vms().keys()) {
      var vm = state.vms().get(id);
      if (vm == null || !vm.copies().has(host.id())) continue;
      var migration = vm.migration();
      var name = Names.of(state, id);
      if (migration != null) {
        var to = Names.of(state, migration.to());
        moving.add(new HostDetails.Fact(name, Texts.say("hosts.leaving.moves", to)));
      } else {
        var why = vm.explanation();
        waiting.add(
            new HostDetails.Fact(
                name,
                why == null ? Texts.say("hosts.leaving.waits") : Names.inText(state, why.text())));
      }
    }
    moving.addAll(waiting);
    return moving;
  }

  private static List<HostDetails.Line> events(Snapshot snapshot, String name, Times times) {
    var events = new ArrayList<HostDetails.Line>();
    var recent = snapshot.recent();
    for (int i = recent.size() - 1; i >= 0 && events.size() < EVENTS_MAX; i--) {
      var line = recent.get(i);
      if (!line.subject().equals("host " + name)) continue;
      var state = snapshot.state();
      var what = times.clock(line.wallMillis()) + "  " + Names.inText(state, line.what());
      var because = line.because().isEmpty() ? "" : " · " + Names.inText(state, line.because());
      events.add(
          new HostDetails.Line(
              line.severity() == Severity.INFO ? Tone.NONE : Tone.WARN, what + because));
    }
    return events;
  }
}
