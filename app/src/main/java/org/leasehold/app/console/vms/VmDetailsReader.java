package org.leasehold.app.console.vms;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.console.live.Halted;
import org.leasehold.app.console.live.LeaseHistory;
import org.leasehold.app.console.live.Names;
import org.leasehold.app.console.parts.Tone;
import org.leasehold.app.console.text.Texts;
import org.leasehold.app.console.text.Times;
import org.leasehold.core.engine.EngineState;
import org.leasehold.core.engine.Moves;
import org.leasehold.core.engine.VmRecord;
import org.leasehold.core.engine.VmStatus;
import org.leasehold.core.model.VmEntry;
import org.leasehold.core.model.VmId;
import org.leasehold.core.model.Wanted;
import org.leasehold.core.monitor.Snapshot;

/// Reads one VM in full from a snapshot.
///
/// @param slots which slot of its volume holds a VM's lease; empty where that is not known
record VmDetailsReader(LeaseHistory owners, Function<VmId, String> slots, Times times) {
  private static final long SECOND = 1_000_000_000L;
  private static final int EVENTS_MAX = 12;
  private static final int HELD_MAX = 5;

  @Nullable VmDetails of(Snapshot snapshot, VmId id) {
    var state = snapshot.state();
    var document = state.document();
    var entry = document == null ? null : document.vms().get(id);
    if (entry == null) return null;
    var vm = state.vms().get(id);
    var status = vm == null ? VmStatus.UNASSIGNED : vm.status();
    boolean wanted = entry.wanted().state() == Wanted.State.RUNNING;
    var tone = Halted.is(vm) ? Tone.INFO : VmsReading.tone(status, wanted);
    return new VmDetails(
        id,
        entry.name(),
        tone,
        strong(state, vm, status),
        vm == null || vm.explanation() == null ? "" : Names.inText(state, state.explain(id)),
        facts(snapshot, entry, vm),
        places(state, entry, status),
        held(state, id),
        events(snapshot, entry.name()),
        status == VmStatus.UP || status == VmStatus.PAUSED);
  }

  private static String strong(EngineState state, @Nullable VmRecord vm, VmStatus status) {
    var host = vm == null ? null : vm.host();
    if (vm == null || host == null || status == VmStatus.DOWN) return status.word();
    long seconds = (state.nowNanos() - vm.changedNanos()) / SECOND;
    return Texts.say("vm.state", status.word(), Names.of(state, host), Times.age(seconds));
  }

  private List<VmDetails.Fact> facts(Snapshot snapshot, VmEntry entry, @Nullable VmRecord vm) {
    var state = snapshot.state();
    var facts = new ArrayList<VmDetails.Fact>();
    add(facts, "wanted", wanted(entry.wanted()));
    add(facts, "mode", Texts.say("vm.mode." + entry.mode().name().toLowerCase(Locale.ROOT)));
    lease(facts, state, entry, vm);
    if (vm != null) queue(facts, snapshot, vm);
    add(facts, "policy", Texts.say("vm.policy", entry.priority(), Times.gib(entry.memoryMiB())));
    if (!entry.allowedHosts().isEmpty()) {
      add(facts, "allowed", Names.hosts(state, entry.allowedHosts()));
    }
    if (!entry.tags().isEmpty()) add(facts, "tags", String.join(", ", entry.tags()));
    if (!entry.startAfter().isEmpty()) {
      add(
          facts,
          "after",
          Names.list(entry.startAfter().stream().map(one -> Names.of(state, one)).toList()));
    }
    if (!entry.apartFrom().isEmpty()) add(facts, "apart", entry.apartFrom());
    if (entry.allowed().storageSideStop()) add(facts, "allow", Texts.say("vm.allow.stop"));
    if (entry.allowed().startWhenFree()) add(facts, "allow", Texts.say("vm.allow.free"));
    if (entry.allowed().restartWhenHung()) add(facts, "allow", Texts.say("vm.allow.hung"));
    add(facts, "definition", definition(entry));
    var drift = VmAction.drift(vm);
    if (!drift.isEmpty()) add(facts, "drift", drift);
    if (vm != null && !vm.exitText().isEmpty()) {
      add(facts, "ended", Names.inText(state, vm.exitText()));
    }
    return facts;
  }

  private static void add(List<VmDetails.Fact> facts, String key, String value) {
    facts.add(new VmDetails.Fact(Texts.say("vm.fact." + key), value));
  }

  private String wanted(Wanted wanted) {
    var what = VmsReading.wanted(wanted);
    return wanted.sinceEpochSeconds() > 0
        ? Texts.say(
            "vm.wanted.since", what, wanted.by(), times.day(wanted.sinceEpochSeconds() * 1000))
        : Texts.say("vm.wanted", what, wanted.by());
  }

  private void lease(
      List<VmDetails.Fact> facts, EngineState state, VmEntry entry, @Nullable VmRecord vm) {
    var domain = entry.leaseDomain();
    var document = state.document();
    if (domain == null || document == null) {
      add(facts, "lease", Texts.say("vm.lease.none"));
      return;
    }
    var store = document.stores().get(domain);
    var name = store == null ? domain.text() : store.name();
    var slot = slots.apply(entry.id());
    add(facts, "lease", slot.isEmpty() ? name : Texts.say("vm.lease.slot", name, slot));
    for (var copy : vm == null ? List.<org.leasehold.core.engine.Copy>of() : vm.copies().values()) {
      var lease = copy.seen().lease();
      if (lease == null) continue;
      var text =
          Texts.say("vm.owner.value", Names.of(state, copy.host()), lease.version().toString());
      add(facts, "owner", text);
      return;
    }
    var version = vm == null ? null : vm.version();
    if (version != null) add(facts, "version", Texts.say("vm.version", version.toString()));
  }

  private void queue(List<VmDetails.Fact> facts, Snapshot snapshot, VmRecord vm) {
    var state = snapshot.state();
    var restart = vm.restart();
    if (restart == null) return;
    int place = 1;
    int waiting = 0;
    for (var other : state.queue().values()) {
      var its = other.restart();
      if (its == null) continue;
      waiting++;
      if (isBefore(state, other, vm)) place++;
    }
    var plan = vm.plan();
    add(
        facts,
        "queue",
        Texts.say("vm.queue", place, waiting, Names.inText(state, restart.cause())));
    if (plan != null) add(facts, "plan", Names.of(state, plan));
    if (restart.nextTryNanos() > state.nowNanos()) {
      add(
          facts,
          "try",
          Texts.say(
              "vm.try",
              times.clock(snapshot.wallMillis(restart.nextTryNanos())),
              Times.countdown((restart.nextTryNanos() - state.nowNanos()) / SECOND),
              restart.failures()));
    }
    var prediction = vm.prediction();
    if (prediction != null) {
      add(
          facts,
          "free",
          Texts.say(
              "vm.free",
              times.clock(snapshot.wallMillis(prediction.earliestNanos())),
              times.clock(snapshot.wallMillis(prediction.latestNanos()))));
    }
  }

  private static boolean isBefore(EngineState state, VmRecord one, VmRecord than) {
    var document = state.document();
    if (document == null || one.id().equals(than.id())) return false;
    var mine = document.vms().get(than.id());
    var its = document.vms().get(one.id());
    if (mine == null || its == null) return false;
    return its.priority() > mine.priority()
        || (its.priority() == mine.priority() && its.id().compareTo(mine.id()) < 0);
  }

  private static String definition(VmEntry entry) {
    var disks = entry.disks().sources();
    var text =
        disks.isEmpty()
            ? Texts.say("vm.disks.none")
            : Texts.say("vm.disks", disks.size(), String.join(", ", disks));
    return Texts.say(
        "vm.definition",
        entry.revision(),
        text,
        entry.disks().directOnly() ? Texts.say("vm.cache.well") : Texts.say("vm.cache.bad"));
  }

  private static List<VmDetails.Place> places(EngineState state, VmEntry entry, VmStatus status) {
    boolean up = status == VmStatus.UP;
    var targets = up ? Moves.of(state, entry.id()) : Moves.starts(state, entry.id());
    var places = new ArrayList<VmDetails.Place>();
    for (var target : targets) {
      var not = target.not();
      boolean fits = target.freeMiB() >= entry.memoryMiB();
      var name = Names.of(state, target.host());
      if (not != null) {
        places.add(new VmDetails.Place(name, Tone.BAD, Names.inText(state, not)));
      } else if (fits) {
        places.add(
            new VmDetails.Place(name, Tone.OK, Texts.say("vm.place", Times.gib(target.freeMiB()))));
      } else {
        places.add(
            new VmDetails.Place(
                name,
                Tone.WARN,
                Texts.say(
                    "vm.place.short",
                    Times.gib(entry.memoryMiB()),
                    Times.gib(Math.max(0, target.freeMiB())))));
      }
    }
    return places;
  }

  private List<VmDetails.Fact> held(EngineState state, VmId vm) {
    var rows = new ArrayList<VmDetails.Fact>();
    var history = owners.of(vm.lease().text());
    for (int i = 0; i < Math.min(HELD_MAX, history.size()); i++) {
      var one = history.get(i);
      var owner = Names.of(state, new org.leasehold.core.model.HostId(one.owner()));
      rows.add(
          new VmDetails.Fact(
              Texts.say("inspect.held.version", one.version()),
              Texts.say("vm.held", owner, times.day(one.fromMillis()))));
    }
    return rows;
  }

  private List<String> events(Snapshot snapshot, String name) {
    var events = new ArrayList<String>();
    var recent = snapshot.recent();
    for (int i = recent.size() - 1; i >= 0 && events.size() < EVENTS_MAX; i--) {
      var line = recent.get(i);
      if (!line.subject().equals("vm " + name)) continue;
      var text =
          times.clock(line.wallMillis()) + "  " + Names.inText(snapshot.state(), line.what());
      events.add(
          line.because().isEmpty()
              ? text
              : text + " · " + Names.inText(snapshot.state(), line.because()));
    }
    return events;
  }
}
