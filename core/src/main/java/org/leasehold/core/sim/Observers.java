package org.leasehold.core.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.engine.Command;
import org.leasehold.core.engine.CommandHeader;
import org.leasehold.core.engine.EngineState;
import org.leasehold.core.engine.Event;
import org.leasehold.core.engine.LogLine;
import org.leasehold.core.engine.Step;
import org.leasehold.core.model.ClusterDocument;

/// All invariants of a run, and what they found.
final class Observers {
  private static final int VIOLATIONS_MAX = 20;

  private final World world;
  private final List<Invariant> all;
  private final PredictionHolds prediction;
  private final List<Violation> violations = new ArrayList<>();
  private final List<Overlap> overlaps = new ArrayList<>();
  private final TreeMap<String, EngineEars> ears = new TreeMap<>();
  private int starts;
  private long nextSecondNanos = SimTime.SECOND;
  private long changes;

  /// Looks at everything after every event: slow, to prove that nothing is missed by looking where
  /// something has changed.
  boolean everyEvent;

  /// Those that look at the world between events.
  private final List<Invariant> looking = new ArrayList<>();

  private StepListener listener = (_, _, _, _) -> {};

  Observers(World world) {
    this.world = world;
    this.prediction = new PredictionHolds(world);
    this.all = new ArrayList<>(Invariants.all(world, prediction));
    for (var invariant : all) if (invariant.looks()) looking.add(invariant);
  }

  /// One that listens beside them.
  void add(Invariant listener) {
    all.add(listener);
  }

  void listen(StepListener to) {
    listener = to;
  }

  List<Violation> violations() {
    return violations;
  }

  List<Overlap> overlaps() {
    return overlaps;
  }

  /// What an engine has been told so far.
  EngineEars ears(SimEngine engine) {
    return ears.computeIfAbsent(engine.name, _ -> new EngineEars());
  }

  void violated(Violation violation) {
    world.log.line(violation.atNanos(), "VIOLATION", violation.toString());
    if (violations.size() < VIOLATIONS_MAX) violations.add(violation);
  }

  void overlap(Overlap.Kind kind, String text) {
    var found = new Overlap(kind, world.queue.nowNanos(), text);
    var word = kind.cause() == Overlap.Cause.UNCOVERED ? "UNCOVERED" : "BY PEOPLE";
    world.log.line(found.atNanos(), word, kind + ": " + text);
    if (overlaps.size() < VIOLATIONS_MAX) overlaps.add(found);
  }

  void afterEvent() {
    boolean due = world.queue.changes() != changes || world.queue.nowNanos() >= nextSecondNanos;
    if (due) {
      changes = world.queue.changes();
      nextSecondNanos = world.queue.nowNanos() + SimTime.SECOND;
    }
    for (var invariant : looking) invariant.afterEvent(due || everyEvent);
  }

  private void each(Consumer<Invariant> what) {
    for (var invariant : all) what.accept(invariant);
  }

  void copyChanged(SimCopy copy) {
    each(i -> i.copyChanged(copy));
  }

  void twoWriters(SimCopy by, SimCopy other, SimDisk disk, String how) {
    each(i -> i.twoWriters(by, other, disk, how));
  }

  void deltaWritten(SimStore store, SimHost host, long generation) {
    each(i -> i.deltaWritten(store, host, generation));
  }

  void deltaFreed(SimStore store, SimHost host) {
    each(i -> i.deltaFreed(store, host));
  }

  void lockspaceLeft(SimLockspace lockspace, List<SimLockspace.Held> held) {
    each(i -> i.lockspaceLeft(lockspace, held));
  }

  void leaderWritten(SimStore store, int slot) {
    each(i -> i.leaderWritten(store, slot));
  }

  void leaseRemoved(SimEngine engine, SimVm vm, @Nullable LeaseHolder holder) {
    each(i -> i.leaseRemoved(engine, vm, holder));
  }

  void leaseCreated(SimEngine engine, SimVm vm) {
    each(i -> i.leaseCreated(engine, vm));
  }

  /// @param itself by a watchdog, the guard or a power device, not by a fault
  void hostWentOff(SimHost host, String why, boolean itself) {
    each(i -> i.hostWentOff(host, why, itself));
  }

  void engineHears(SimEngine engine, Event event) {
    each(i -> i.engineHears(engine, event));
    ears(engine).hear(engine, event);
  }

  void engineStepped(SimEngine engine, EngineState before, Event event, Step step) {
    each(i -> i.engineStepped(engine, before, event, step));
    listener.stepped(engine.name, before, event, step);
  }

  void commandIssued(SimEngine engine, Command command) {
    each(i -> i.commandIssued(engine, command));
  }

  void startRuns(SimHost host, Command.StartVm command, long ageNanos) {
    each(i -> i.startRuns(host, command, ageNanos));
  }

  int starts() {
    return starts;
  }

  /// Starts that were judged against the bound printed before.
  int predicted() {
    return prediction.judged();
  }

  void startProven(SimCopy copy) {
    starts++;
    each(i -> i.startProven(copy));
  }

  void commandRuns(SimHost host, CommandHeader header, SimVm vm, long ageNanos) {
    each(i -> i.commandRuns(host, header, vm, ageNanos));
  }

  void resumeRuns(SimCopy copy) {
    each(i -> i.resumeRuns(copy));
  }

  void destroyRuns(SimCopy copy) {
    each(i -> i.destroyRuns(copy));
  }

  void storageSideStopRuns(SimHost host, Command.StorageSideStop command) {
    each(i -> i.storageSideStopRuns(host, command));
  }

  void documentKept(SimHost host, @Nullable ClusterDocument before, ClusterDocument now) {
    each(i -> i.documentKept(host, before, now));
  }

  void claimTaken(SimClaimHolder holder) {
    each(i -> i.claimTaken(holder));
  }

  void agentNotified(SimHost host) {
    each(i -> i.agentNotified(host));
  }

  void critical(SimEngine engine, LogLine line) {
    each(i -> i.critical(engine, line));
  }

  void notified(SimEngine engine, Command.Notify notice) {
    world.log.line(
        world.queue.nowNanos(),
        "notice",
        engine.name + " " + notice.eventId() + ": " + notice.text());
  }

  void end() {
    each(Invariant::end);
  }
}
