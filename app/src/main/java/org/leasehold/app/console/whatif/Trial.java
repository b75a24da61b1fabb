package org.leasehold.app.console.whatif;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.console.live.Forecast;
import org.leasehold.app.console.live.Names;
import org.leasehold.app.console.text.Texts;
import org.leasehold.app.console.text.Times;
import org.leasehold.core.engine.EngineState;
import org.leasehold.core.engine.Headroom;
import org.leasehold.core.engine.VmStatus;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.VmEntry;
import org.leasehold.core.model.VmId;
import org.leasehold.core.monitor.EventLine;
import org.leasehold.core.monitor.Incident;
import org.leasehold.core.monitor.IncidentFold;
import org.leasehold.core.monitor.Snapshot;
import org.leasehold.core.sim.Plug;
import org.leasehold.core.sim.WhatIfWorld;

/// Pulls one plug on a simulated copy of a snapshot and tells what became of it. It is given no
/// engine's face: nothing it does can reach one.
final class Trial {
  private static final long MILLI = 1_000_000L;
  private static final long SEED = 1;
  private static final int AFTERWARDS_SECONDS = 4;

  private final Snapshot snapshot;
  private final Plug plug;
  private final BooleanSupplier goesOn;
  private final WhatIfWorld world;
  private final TreeMap<Long, EventLine> lines = new TreeMap<>();
  private final TreeMap<Long, Incident> incidents = new TreeMap<>();
  private final TreeMap<VmId, @Nullable HostId> before = new TreeMap<>();
  private final TreeMap<VmId, Long> ended = new TreeMap<>();
  private IncidentFold fold = new IncidentFold(0, 0, List.of());
  private long pulledNanos;

  /// @param goesOn false when the person cancelled
  /// @throws IllegalArgumentException where there is nothing to pull, in one sentence
  Trial(Snapshot snapshot, Plug plug, BooleanSupplier goesOn) {
    this.snapshot = snapshot;
    this.plug = plug;
    this.goesOn = goesOn;
    world = new WhatIfWorld(snapshot.state(), SEED);
  }

  /// @throws CancellationException when it was cancelled
  Forecast run() {
    boolean settled = false;
    while (!settled) {
      check();
      settled = world.settle();
      world.steps();
    }
    var notes = notes();
    var document = snapshot.state().document();
    if (document != null) {
      for (var vm : document.vms().keySet()) before.put(vm, world.runsOn(vm));
    }
    pulledNanos = world.nowNanos();
    fold = new IncidentFold(0, 0, List.of());
    world.pull(plug);
    int length = lengthSeconds();
    int afterwards = AFTERWARDS_SECONDS;
    for (int i = 0; i < length && afterwards > 0; i++) {
      check();
      world.advance();
      hear();
      if (isOver()) afterwards--;
    }
    return forecast(notes);
  }

  private void check() {
    if (!goesOn.getAsBoolean()) throw new CancellationException();
  }

  /// As long as the slowest way there can be takes: grace, 8N + 60, a look, the acquire, the queue.
  private int lengthSeconds() {
    var document = snapshot.state().document();
    if (document == null) return 0;
    int io = 10;
    for (var store : document.stores().values()) io = Math.max(io, store.ioTimeout().seconds());
    long grace = document.settings().detection().graceBase().toSeconds();
    return (int) grace + 60 + 17 * io + 240;
  }

  private long after(long nanos) {
    return (nanos - pulledNanos) / MILLI;
  }

  private void hear() {
    for (var one : world.steps()) {
      var folded = fold.step(one.before(), one.event(), one.step(), after(one.event().atNanos()));
      for (var line : folded.lines()) lines.put(line.number(), line);
      for (var incident : folded.incidents()) incidents.put(incident.number(), incident);
    }
    for (var entry : before.entrySet()) {
      var was = entry.getValue();
      boolean gone = was != null && !was.equals(world.runsOn(entry.getKey()));
      // within the second that has just passed
      if (gone) ended.putIfAbsent(entry.getKey(), after(world.nowNanos()) - 1000);
    }
  }

  /// Every protected VM that ended runs again; a cut network or a store has no such moment.
  private boolean isOver() {
    if (ended.isEmpty()) return false;
    var document = snapshot.state().document();
    for (var vm : ended.keySet()) {
      var entry = document == null ? null : document.vms().get(vm);
      var record = world.state().vms().get(vm);
      boolean up = record != null && record.status() == VmStatus.UP && world.runsOn(vm) != null;
      if (entry != null && entry.isProtected() && !up) return false;
    }
    return true;
  }

  private List<String> notes() {
    var notes = new ArrayList<String>();
    notes.add(Texts.say("whatif.note.assumed"));
    var misplaced = world.misplaced().stream().map(vm -> Names.of(snapshot.state(), vm)).toList();
    if (!misplaced.isEmpty()) {
      notes.add(Texts.say("whatif.note.misplaced", Names.list(misplaced), misplaced.size()));
    }
    if (snapshot.state().pause() != null) notes.add(Texts.say("whatif.note.paused"));
    return notes;
  }

  // What came of it.

  private Forecast forecast(List<String> notes) {
    var vms = new ArrayList<Forecast.OfVm>();
    for (var entry : concerned()) vms.add(of(entry));
    long detected = -1;
    for (var incident : incidents.values()) {
      if (detected < 0 || incident.openedMillis() < detected) detected = incident.openedMillis();
    }
    if (detected < 0) detected = first("-> connecting");
    var story = new ArrayList<Forecast.Line>();
    for (var line : lines.values()) {
      story.add(
          new Forecast.Line(
              line.wallMillis(),
              line.subject().replaceFirst("^(host|vm|store) ", ""),
              Names.inText(world.state(), line.what()),
              Names.inText(world.state(), line.because())));
    }
    return new Forecast(
        PlugWords.of(plug, snapshot.state()),
        plug.hosts(),
        snapshot.wallMillis(),
        detected,
        first("-> non-responsive"),
        after(world.nowNanos()),
        vms,
        story,
        fix(),
        notes,
        world.violations());
  }

  private long first(String what) {
    for (var line : lines.values()) if (line.what().contains(what)) return line.wallMillis();
    return -1;
  }

  /// The VMs of what was touched, and every other that something happened to; by priority.
  private List<VmEntry> concerned() {
    var document = snapshot.state().document();
    var all = new ArrayList<VmEntry>();
    if (document == null) return all;
    for (var entry : document.vms().values()) {
      var was = before.get(entry.id());
      boolean there = was != null && plug.hosts().contains(was);
      boolean stored =
          plug instanceof Plug.Store store
              && was != null
              && store.store().equals(entry.leaseDomain());
      if (there || stored || ended.containsKey(entry.id()) || caseOf(entry.id()) != null) {
        all.add(entry);
      }
    }
    all.sort(Comparator.comparingInt(VmEntry::priority).reversed().thenComparing(VmEntry::name));
    return all;
  }

  private Incident.@Nullable VmCase caseOf(VmId vm) {
    for (var incident : incidents.descendingMap().values()) {
      for (var one : incident.vms()) if (one.vm().equals(vm)) return one;
    }
    return null;
  }

  private Forecast.OfVm of(VmEntry entry) {
    var vm = entry.id();
    var was = before.get(vm);
    var now = world.runsOn(vm);
    var one = caseOf(vm);
    boolean again = ended.containsKey(vm) && now != null;
    boolean asked = one != null && one.askedMillis() > 0;
    boolean ran = one != null && one.runningMillis() > 0;
    return new Forecast.OfVm(
        vm,
        entry.name(),
        was == null ? "" : name(was),
        now == null ? "" : name(now),
        fate(entry, was, now),
        ended.getOrDefault(vm, -1L),
        one == null || one.earliestMillis() == 0 ? -1 : one.earliestMillis(),
        one == null || one.latestMillis() == 0 ? -1 : one.latestMillis(),
        one != null && asked ? one.askedMillis() : -1,
        one != null && ran && again ? one.runningMillis() : -1,
        Names.inText(world.state(), world.state().explain(vm)));
  }

  private Forecast.Fate fate(VmEntry entry, @Nullable HostId was, @Nullable HostId now) {
    boolean never = was != null && !ended.containsKey(entry.id());
    if (never) return Forecast.Fate.UNTOUCHED;
    if (now != null) return Forecast.Fate.RESTARTED;
    return switch (entry.mode()) {
      case CONFIRM -> Forecast.Fate.WAITS_FOR_WORD;
      case OFF -> Forecast.Fate.LEFT_DOWN;
      case PROTECTED -> Forecast.Fate.LOST;
    };
  }

  private String name(HostId host) {
    return Names.of(snapshot.state(), host);
  }

  /// What would make all of them fit, in the cluster as it is.
  private String fix() {
    EngineState state = snapshot.state();
    boolean hostsGo = plug instanceof Plug.Power || plug instanceof Plug.TwoHosts;
    if (!hostsGo && !(plug instanceof Plug.StoragePath)) return "";
    var shortage = Headroom.without(state, plug.hosts());
    if (shortage == null) return "";
    var left = shortage.left().stream().map(vm -> Names.of(state, vm)).toList();
    return Texts.say(
        "whatif.fix", Names.list(left), Times.inGib(Names.inText(state, shortage.cheapestFix())));
  }
}
