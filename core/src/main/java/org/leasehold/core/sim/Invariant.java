package org.leasehold.core.sim;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.engine.Command;
import org.leasehold.core.engine.CommandHeader;
import org.leasehold.core.engine.EngineState;
import org.leasehold.core.engine.Event;
import org.leasehold.core.engine.LogLine;
import org.leasehold.core.engine.Step;
import org.leasehold.core.model.ClusterDocument;

/// Something that must hold after every event of every run. Each hears what it needs and says what
/// is broken; none changes the world.
abstract class Invariant {
  private static final long UNDER_WAY_NANOS = SimTime.millis(100);

  final World world;
  private final String rule;

  /// @param rule the safety rule or principle it stands for
  Invariant(World world, String rule) {
    this.world = world;
    this.rule = rule;
  }

  final String name() {
    return getClass().getSimpleName();
  }

  final String rule() {
    return rule;
  }

  final void violated(String text) {
    world.observers.violated(new Violation(name(), rule, world.queue.nowNanos(), text));
  }

  /// Whether the target's sanlock calls a host dead or free, or did so no longer ago than the
  /// evidence of a start may be old when it reaches the engine (S15): nobody can know what is so at
  /// the very instant of the command.
  final boolean isCalledGone(SimHost target, SimStore store, int host) {
    return target.sanlock.lockspace(store).calledGone(host, evidenceAgeNanos(target));
  }

  /// How long ago the target may have read what a start rests on.
  final long evidenceAgeNanos(SimHost target) {
    var watching = world.scenario.settings().watching();
    return watching.evidenceAgeMax().toNanos() + UNDER_WAY_NANOS + world.network.slowNanos(target);
  }

  /// Whether it looks at the world between events, beside what it hears.
  boolean looks() {
    return false;
  }

  /// After every event that could change what it looks at, and once a simulated second; and after
  /// every event at all while it says so by [#lookAgain].
  void look() {}

  private boolean looksAgain;

  /// Something is under way that may break the rule by lasting: look after the very next event.
  final void lookAgain() {
    looksAgain = true;
  }

  /// @param due whether anything has changed, or a second is over
  final void afterEvent(boolean due) {
    if (!due && !looksAgain) return;
    looksAgain = false;
    look();
  }

  void copyChanged(SimCopy copy) {}

  void twoWriters(SimCopy by, SimCopy other, SimDisk disk, String how) {}

  void deltaWritten(SimStore store, SimHost host, long generation) {}

  /// The lockspace was left: its record says so on disk now.
  void deltaFreed(SimStore store, SimHost host) {}

  /// @param held what was held in it at that moment
  void lockspaceLeft(SimLockspace lockspace, List<SimLockspace.Held> held) {}

  void leaderWritten(SimStore store, int slot) {}

  /// A VM's lease was taken out of its volume.
  ///
  /// @param holder the process that held it at that moment, null: none of ours
  void leaseRemoved(SimEngine engine, SimVm vm, @Nullable LeaseHolder holder) {}

  /// A fresh lease was put into its volume, asked for by this engine.
  void leaseCreated(SimEngine engine, SimVm vm) {}

  void hostWentOff(SimHost host, String why, boolean itself) {}

  void engineHears(SimEngine engine, Event event) {}

  void engineStepped(SimEngine engine, EngineState before, Event event, Step step) {}

  void commandIssued(SimEngine engine, Command command) {}

  void startRuns(SimHost host, Command.StartVm command, long ageNanos) {}

  void startProven(SimCopy copy) {}

  /// The agent has judged an engine's command and runs it.
  void commandRuns(SimHost host, CommandHeader header, SimVm vm, long ageNanos) {}

  void destroyRuns(SimCopy copy) {}

  void resumeRuns(SimCopy copy) {}

  void storageSideStopRuns(SimHost host, Command.StorageSideStop command) {}

  void documentKept(SimHost host, @Nullable ClusterDocument before, ClusterDocument now) {}

  void claimTaken(SimClaimHolder holder) {}

  void agentNotified(SimHost host) {}

  void critical(SimEngine engine, LogLine line) {}

  /// The faults are over and things had time to settle.
  void end() {}
}
