package org.leasehold.app.console.overview;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.console.live.Names;
import org.leasehold.app.console.live.Sightings;
import org.leasehold.app.console.parts.Timeline;
import org.leasehold.app.console.parts.Tone;
import org.leasehold.app.console.text.Texts;
import org.leasehold.app.console.text.Times;
import org.leasehold.core.engine.EngineState;
import org.leasehold.core.engine.HostRecord;
import org.leasehold.core.engine.VmRecord;
import org.leasehold.core.engine.VmStatus;
import org.leasehold.core.model.HaMode;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.PauseReason;
import org.leasehold.core.monitor.Incident;
import org.leasehold.core.monitor.LinkView;
import org.leasehold.core.monitor.Snapshot;

/// Reads one incident's card from a snapshot: what is known, what comes next and when.
final class IncidentReading {
  private static final long SECOND = 1_000_000_000L;
  private static final long SURELY_SILENT_NANOS = 10 * SECOND;

  private final Snapshot snapshot;
  private final EngineState state;
  private final Incident incident;
  private final Times times;

  private IncidentReading(Snapshot snapshot, Incident incident, Times times) {
    this.snapshot = snapshot;
    this.state = snapshot.state();
    this.incident = incident;
    this.times = times;
  }

  static IncidentCard of(Snapshot snapshot, Incident incident, Times times) {
    var reading = new IncidentReading(snapshot, incident, times);
    var id = incident.host();
    var host = id == null ? null : snapshot.state().hosts().get(id);
    return host == null || host.status().answers() ? reading.ofVms() : reading.ofHost(host);
  }

  private long now() {
    return state.nowNanos();
  }

  private String clock(long engineNanos) {
    return times.clock(snapshot.wallMillis(engineNanos));
  }

  /// VMs alone, or a host that answers again while its VMs still wait.
  private IncidentCard ofVms() {
    var plan = plan();
    boolean over = plan.stream().allMatch(row -> row.tone() == Tone.OK);
    return new IncidentCard(
        incident.number(),
        incident.host(),
        incident.title(),
        over ? lastWord() : paused().text(),
        over ? Texts.say("incident.hint.over") : paused().hint(),
        over ? Tone.OK : Tone.WARN,
        null,
        null,
        false,
        plan);
  }

  private String lastWord() {
    return incident.timeline().isEmpty() ? "" : incident.timeline().getLast().what();
  }

  /// What is wrong with VMs that stand still, what still works, and what a person does about it.
  private record Said(String text, String hint) {}

  private Said paused() {
    var full = new ArrayList<String>();
    var broken = new ArrayList<String>();
    int others = 0;
    for (var vm : state.vms().values()) {
      var why = pause(vm);
      if (why == null) others++;
      if (why == null || !concerns(vm)) continue;
      var name = Names.of(state, vm.id());
      if (why == PauseReason.NO_SPACE) full.add(name);
      else if (why.endsAfterLeaseTime()) broken.add(name);
    }
    if (!broken.isEmpty()) {
      return new Said(
          Texts.say("incident.storage", Names.list(broken), broken.size(), others),
          Texts.say("incident.hint.storage"));
    }
    if (!full.isEmpty()) {
      return new Said(
          Texts.say("incident.full", Names.list(full), full.size(), others),
          Texts.say("incident.hint.full"));
    }
    return new Said(lastWord(), Texts.say("incident.hint.self"));
  }

  /// One about a store concerns all its VMs, whatever they were seen to do first.
  private boolean concerns(VmRecord vm) {
    if (incident.host() == null && incident.vms().size() != 1) return true;
    return incident.vms().stream().anyMatch(one -> one.vm().equals(vm.id()));
  }

  private static @Nullable PauseReason pause(VmRecord vm) {
    if (vm.status() != VmStatus.PAUSED || vm.host() == null) return null;
    var copy = vm.copies().get(vm.host());
    return copy == null ? null : copy.seen().pause();
  }

  private IncidentCard ofHost(HostRecord host) {
    var name = Names.of(state, host.id());
    var seen = latest(Sightings.of(state, host.id()));
    boolean alive = seen != null && isAlive(host, seen);
    var plan = plan();
    long leased = incident.vms().stream().filter(vm -> isProtected(vm)).count();
    long running = incident.vms().stream().filter(vm -> vm.runningMillis() > 0).count();
    boolean over = leased > 0 && running >= leased;
    var title =
        Texts.say("incident.silent", name, Times.countdown((now() - host.reportNanos()) / SECOND));
    return new IncidentCard(
        incident.number(),
        host.id(),
        title,
        text(host, seen, alive, over, (int) leased),
        hint(name, alive, over, confirmVms()),
        over ? Tone.OK : alive ? Tone.INFO : Tone.WARN,
        seen == null || alive || over ? null : deadline(seen),
        seen == null || alive ? null : timeline(seen, over),
        !over || !confirmVms().isEmpty(),
        plan);
  }

  /// It renewed while it was silent, and no renewal is overdue: its storage side lives. What it
  /// renewed in the first seconds may have been before whatever silenced it.
  private boolean isAlive(HostRecord host, Sightings seen) {
    return seen.lastChangeNanos() > host.reportNanos() + SURELY_SILENT_NANOS && seen.isFresh(now());
  }

  private boolean isProtected(Incident.VmCase vm) {
    var document = state.document();
    var entry = document == null ? null : document.vms().get(vm.vm());
    return entry != null && entry.isProtected();
  }

  private List<String> confirmVms() {
    var names = new ArrayList<String>();
    var document = state.document();
    if (document == null) return names;
    for (var vm : incident.vms()) {
      var entry = document.vms().get(vm.vm());
      boolean waits = entry != null && entry.mode() == HaMode.CONFIRM && vm.runningMillis() == 0;
      if (waits) names.add(vm.name());
    }
    return names;
  }

  private static @Nullable Sightings latest(List<Sightings> all) {
    Sightings best = null;
    for (var one : all) {
      if (best == null || one.lastChangeNanos() > best.lastChangeNanos()) best = one;
    }
    return best;
  }

  private String text(
      HostRecord host, @Nullable Sightings seen, boolean alive, boolean over, int leased) {
    var said = Texts.say("incident.noreport", clock(host.reportNanos()));
    if (seen == null) return said + " " + Texts.say("incident.unseen");
    var by = Names.hosts(state, seen.seenBy());
    if (alive) {
      return said
          + " "
          + Texts.say("incident.alive", Times.age(seen.ageSeconds(now())), by, host.vms().size());
    }
    if (over) {
      return said + " " + Texts.say("incident.over", leased, clock(seen.deadNanos()));
    }
    boolean due = !seen.isFresh(now());
    return said
        + " "
        + (due
            ? Texts.say("incident.stopped", clock(seen.lastChangeNanos()), by, leased)
            : Texts.say("incident.open", clock(seen.lastChangeNanos()), by));
  }

  private String hint(String name, boolean alive, boolean over, List<String> confirm) {
    if (alive) {
      var why = unheard();
      return why.isEmpty()
          ? Texts.say("incident.hint.alive", name)
          : Texts.say("incident.hint.unheard", name, why);
    }
    if (!confirm.isEmpty()) {
      return Texts.say("incident.hint.confirm", Names.list(confirm), confirm.size());
    }
    return Texts.say(over ? "incident.hint.repair" : "incident.hint.self", name);
  }

  /// Why the engine does not hear its agent, as far as the connection tells; an agent that hangs
  /// keeps it.
  private String unheard() {
    var id = incident.host();
    var link = id == null ? null : snapshot.links().get(id);
    if (link == null) return "";
    if (link.standing() == LinkView.Standing.UP) return Texts.say("incident.link.mute");
    int next = link.text().indexOf(';');
    return next < 0 ? link.text() : link.text().substring(0, next);
  }

  private IncidentCard.Deadline deadline(Sightings seen) {
    long earliest = seen.deadNanos();
    long latest = Math.max(latestNanos(seen), earliest);
    boolean past = now() >= earliest;
    return new IncidentCard.Deadline(
        Texts.say(past ? "deadline.passed" : "deadline.caption"),
        clock(earliest),
        past
            ? Texts.say("deadline.now")
            : Texts.say("deadline.in", Times.countdown((earliest - now() + SECOND - 1) / SECOND)),
        Texts.say("deadline.between", clock(earliest), clock(latest)));
  }

  private long latestNanos(Sightings seen) {
    long latest = 0;
    for (var vm : incident.vms()) {
      var prediction = vm.prediction();
      if (prediction != null) latest = Math.max(latest, prediction.latestNanos());
    }
    if (latest > 0) return latest;
    var io = seen.ioTimeout();
    return seen.deadNanos() + (io.renewalSeconds() + io.acquireDeadSeconds()) * SECOND;
  }

  private Timeline timeline(Sightings seen, boolean over) {
    var first = firstTarget();
    long from = seen.lastChangeNanos();
    long up = over ? lastRunning() : seen.deadNanos() + 6 * SECOND;
    long span = Math.max(up, seen.deadNanos() + SECOND) - from;
    // what comes after the last mark has room for its words
    double scale = 0.84 / span;
    var marks = new ArrayList<Timeline.Mark>();
    mark(marks, scale, from, from, "mark.renewal");
    mark(marks, scale, from, seen.missedNanos(), "mark.missed");
    mark(marks, scale, from, seen.endedNanos(), "mark.ended", Names.of(state, seen.host()));
    mark(marks, scale, from, seen.deadNanos(), "mark.dead", Names.of(state, seen.host()));
    var running =
        over
            ? new Timeline.Mark(0.84, clock(up), Texts.say("mark.running"))
            : new Timeline.Mark(
                0.84,
                Texts.say("mark.by", clock(Math.max(latestNanos(seen), seen.deadNanos()))),
                first.isEmpty() ? Texts.say("mark.start") : first);
    marks.add(running);
    var stretches =
        List.of(
            new Timeline.Stretch((seen.missedNanos() - from) * scale, Tone.OK),
            new Timeline.Stretch((seen.endedNanos() - from) * scale, Tone.WARN),
            new Timeline.Stretch((seen.deadNanos() - from) * scale, Tone.BAD),
            new Timeline.Stretch(0.84, Tone.INFO),
            new Timeline.Stretch(1, Tone.OK));
    // a tenth of a per cent is finer than a pixel
    double at = Math.clamp(Math.rint((now() - from) * scale * 1000) / 1000, 0, 1);
    return new Timeline(stretches, marks, at);
  }

  private long lastRunning() {
    long last = 0;
    for (var vm : incident.vms()) last = Math.max(last, vm.runningMillis());
    return now() - (snapshot.wallMillis() - last) * 1_000_000L;
  }

  /// Where it was started, else where it is to start.
  private @Nullable HostId target(Incident.VmCase vm) {
    if (vm.to() != null) return vm.to();
    var record = state.vms().get(vm.vm());
    return record == null ? null : record.plan();
  }

  private String firstTarget() {
    for (var vm : incident.vms()) {
      HostId to = target(vm);
      if (isProtected(vm) && to != null) {
        return Texts.say("mark.runs", vm.name(), Names.of(state, to));
      }
    }
    return "";
  }

  private void mark(
      List<Timeline.Mark> marks, double scale, long from, long at, String key, Object... values) {
    marks.add(new Timeline.Mark((at - from) * scale, clock(at), Texts.say(key, values)));
  }

  private List<IncidentCard.PlanRow> plan() {
    var rows = new ArrayList<IncidentCard.PlanRow>();
    for (var vm : incident.vms()) rows.add(row(vm));
    return rows;
  }

  private IncidentCard.PlanRow row(Incident.VmCase vm) {
    HostId to = target(vm);
    var where = to == null ? "" : Names.of(state, to);
    if (vm.runningMillis() > 0) {
      return new IncidentCard.PlanRow(
          vm.name(),
          Tone.OK,
          Texts.say("plan.runs", where, times.clock(vm.runningMillis())),
          vm.evidence());
    }
    var why = Names.inText(state, state.explain(vm.vm()));
    if (!isProtected(vm)) {
      return new IncidentCard.PlanRow(vm.name(), Tone.BAD, Texts.say("plan.unleased"), why);
    }
    if (vm.earliestMillis() == 0 || to == null) {
      return new IncidentCard.PlanRow(vm.name(), Tone.NONE, Texts.say("plan.waits"), why);
    }
    return new IncidentCard.PlanRow(
        vm.name(),
        Tone.INFO,
        Texts.say(
            "plan.starts", where, times.clock(vm.earliestMillis()), times.clock(vm.latestMillis())),
        why);
  }
}
