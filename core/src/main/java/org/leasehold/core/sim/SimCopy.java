package org.leasehold.core.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.model.ExitMark;

/// One QEMU process: a copy of a VM on a host.
final class SimCopy extends Actor implements LeaseHolder {
  enum State {
    /// The process exists, CPUs never started: start paused, or migration target.
    PREPARED,
    RUNNING,
    PAUSED,
    /// Signalled, not gone: its I/O waits in the kernel.
    DYING,
    GONE
  }

  enum Pause {
    NOT,
    BY_PERSON,
    IO_ERROR,
    NO_SPACE,
    MIGRATING
  }

  final SimVm vm;
  final SimHost host;
  final int pid;

  /// The XML names a lease; false for a copy started by hand or a VM without lease.
  final boolean leaseInXml;

  /// The disks it was started with.
  List<SimDisk> disks;

  /// Life of the sanlock daemon that knows this pid, 0 for none.
  long registeredInLife;

  long writeToken;

  /// Somebody went around us with this copy: started or resumed by hand.
  boolean byHand;

  /// It runs by libvirt alone, of a VM that was released: by hand, and rightly so.
  boolean isReleased;

  /// SIGKILL does not end it while this is set.
  boolean unkillable;

  long killedAtNanos;

  /// Target or source of a migration under way.
  boolean incoming;

  boolean outgoing;

  /// The one that takes it away; it may be over.
  @Nullable SimMigration migration;

  boolean rebooting;
  boolean goingDown;
  boolean stopAsked;

  /// How the live XML differs from the definition, for people.
  String drift = "";

  /// Reports to an acting engine that showed the drift.
  int driftSeen;

  /// Counts CPU starts after a pause, and those the agent has judged (S10).
  int resumes;

  int resumesSeenByAgent;

  /// The agent is proving this start (S3); 0: it is not.
  long provingSinceNanos;

  /// True time of the agent's last try to resume it, 0 for none under way.
  long resumeAskedNanos;

  /// What the agent read last; while the path does not answer that is all it can say.
  boolean leaderWasOurs = true;

  /// True time of a resume around libvirt's guard by a person, 0 for none: what is caught after the
  /// fact (S10). The acquire may have waited long before it.
  long resumedByHandNanos;

  /// A person has asked libvirt to resume it, and libvirt has not answered.
  boolean resumeByHandUnderWay;

  /// True time at which its process began.
  final long begunNanos;

  /// True time since which QEMU's monitor does not answer, 0: it answers.
  long silentSinceNanos;

  /// It was unkillable at some time.
  boolean unkillableWas;

  // Notes of the invariants.
  long unheldSinceNanos;
  long unknownSinceNanos;
  long notOwnerSinceNanos;
  boolean overdueTold;

  /// The lease it held last, 0: it has held none.
  long lastHeldVersion;

  long lastHeldGeneration;

  /// How often a person has tried to resume it.
  int resumesByHand;

  /// When it went on with another version than the next one (S10), 0: it did not.
  long wrongResumeNanos;

  long wrongResumeSeenNanos;
  private boolean liveCacheIsSafe;
  private boolean wasTold;
  private State state = State.PREPARED;
  private Pause pause = Pause.NOT;
  private long stateSinceNanos;
  private boolean guestIsUp;
  private boolean migrated;
  private String endReason = "";
  private ExitMark exitMark = ExitMark.QEMU_LOST;
  private ExitMark dyingMark = ExitMark.QEMU_LOST;

  SimCopy(SimVm vm, SimHost host, int pid, boolean leaseInXml) {
    super(host.queue(), host);
    this.vm = vm;
    this.host = host;
    this.pid = pid;
    this.leaseInXml = leaseInXml;
    this.liveCacheIsSafe = vm.safeCache;
    this.disks = List.copyOf(vm.disks);
    begin();
    begunNanos = nowNanos();
    stateSinceNanos = nowNanos();
  }

  State state() {
    return state;
  }

  Pause pause() {
    return pause;
  }

  long stateSinceNanos() {
    return stateSinceNanos;
  }

  boolean guestIsUp() {
    return guestIsUp;
  }

  String endReason() {
    return endReason;
  }

  ExitMark exitMark() {
    return exitMark;
  }

  /// Every mark its host's agent sees.
  List<ExitMark> exitMarks() {
    var marks = new ArrayList<ExitMark>();
    marks.add(exitMark);
    if (stopAsked && exitMark != ExitMark.REQUESTED_STOP) marks.add(ExitMark.REQUESTED_STOP);
    if (host.shuttingDown) marks.add(ExitMark.HOST_GOING_DOWN);
    return marks;
  }

  boolean liveCacheIsSafe() {
    return liveCacheIsSafe;
  }

  /// Somebody changed the cache mode of the running VM.
  void cacheBecomesUnsafe() {
    liveCacheIsSafe = false;
  }

  boolean exists() {
    return state != State.GONE;
  }

  SimLockspace lockspace() {
    return host.sanlock.lockspace(vm.store);
  }

  boolean holdsLease() {
    return vm.hasLease() && lockspace().holds(vm.slot, this);
  }

  boolean isWriting() {
    return state == State.RUNNING
        && isRunning()
        && host.paths.get(vm.store.index).state().carriesWrites();
  }

  private void become(State to, Pause why, String because) {
    if (host.world.log.isOn()) {
      var from = state == State.PAUSED ? "paused" : text(state);
      var now = to == State.PAUSED ? "paused (" + text(why) + ")" : text(to);
      host.world.log.line(
          nowNanos(),
          "vm " + vm.name,
          "on " + host.name + ": " + from + " -> " + now + ", " + because);
    }
    state = to;
    pause = why;
    stateSinceNanos = nowNanos();
    writingMayHaveChanged();
    host.world.copyChanged(this);
  }

  private static String text(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /// CPUs start: after an acquire, or without one where libvirt skipped it.
  void cpusStarted(String because) {
    if (state != State.PREPARED && state != State.PAUSED) return;
    boolean first = state == State.PREPARED && !migrated;
    boolean resumed = state == State.PAUSED;
    if (resumed) resumes++;
    if (resumed && resumeByHandUnderWay) resumedByHandNanos = nowNanos();
    held(resumed);
    become(State.RUNNING, Pause.NOT, because);
    if (first) guestBoots();
    pathChanged(vm.store);
  }

  /// Notes for S10, from the daemon and the disk as they are.
  private void held(boolean resumed) {
    if (!leaseInXml) return;
    var leader = vm.leader();
    boolean holds = holdsLease();
    boolean isNext =
        holds
            && leader.owner() == host.id
            && leader.generation() == lastHeldGeneration
            && leader.version() == lastHeldVersion + 1;
    wrongResumeNanos = resumed && !isNext ? nowNanos() : 0;
    if (!holds) return;
    lastHeldVersion = leader.version();
    lastHeldGeneration = leader.generation();
  }

  void guestBoots() {
    guestIsUp = false;
    later(
        vm.bootNanos,
        () -> {
          guestIsUp = true;
          host.world.copyChanged(this);
        });
  }

  /// The guest goes on where the source stopped: no boot.
  void migratedIn(SimCopy from) {
    guestIsUp = from.guestIsUp;
    migrated = true;
  }

  void paused(Pause why, String because) {
    if (state != State.RUNNING && !(state == State.PAUSED && pause != why)) return;
    become(State.PAUSED, why, because);
    host.libvirt.cpusStopped(this);
  }

  /// SIGTERM is obeyed only while the I/O moves.
  @Override
  public void signal(boolean kill, ExitMark mark, String because) {
    if (state == State.GONE) return;
    boolean ioWaits =
        (state == State.RUNNING || state == State.DYING)
            && host.paths.get(vm.store.index).state() == PathState.HUNG;
    if (killedAtNanos == 0 && kill) {
      killedAtNanos = nowNanos();
      queue().changed();
    }
    if (unkillable || (ioWaits && host.world.ioCannotBeKilled)) {
      if (kill) {
        dyingMark = mark;
        if (state != State.DYING) become(State.DYING, Pause.NOT, because + ", does not die");
      }
      return;
    }
    if (wasTold && !kill) return;
    wasTold = true;
    long after =
        kill
            ? SimTime.millis(20)
            : host.world.chance.between(SimTime.millis(50), SimTime.millis(800));
    later(after, () -> ended(mark, (kill ? "SIGKILL, " : "SIGTERM, ") + because));
  }

  /// The process ends by itself or by a signal.
  void ended(ExitMark mark, String because) {
    if (state == State.GONE) return;
    boolean lateWrites = !liveCacheIsSafe && writeToken != 0;
    exitMark = mark;
    endReason = because;
    host.copies.remove(this);
    vm.copies.remove(this);
    become(State.GONE, Pause.NOT, because);
    end();
    if (registeredInLife != 0) host.sanlock.holderEnded(this);
    host.libvirt.copyEnded(this);
    if (lateWrites) {
      host.later(
          host.world.chance.between(SimTime.SECOND, SimTime.seconds(30)), this::pageCacheLands);
    }
  }

  /// A dead copy's page cache is written back by the kernel, or as soon as the path is back (S5).
  private void pageCacheLands() {
    host.paths
        .get(vm.store.index)
        .io(
            () -> {
              for (var disk : disks) {
                var other = disk.written(this);
                if (other != null)
                  host.world.twoWriters(this, other, disk, "page cache of a dead copy");
              }
            },
            () -> {},
            () -> {});
  }

  /// The host lost its power: no event, no release, no late write.
  void gone(String because) {
    endReason = because;
    vm.copies.remove(this);
    state = State.GONE;
    end();
    host.world.copyChanged(this);
  }

  void pathChanged(SimStore store) {
    if (store != vm.store) return;
    var path = host.paths.get(store.index).state();
    if (path == PathState.LOST && state == State.RUNNING) {
      later(
          host.world.chance.between(SimTime.millis(100), SimTime.seconds(2)),
          () -> {
            if (host.paths.get(store.index).state() == PathState.LOST) {
              paused(Pause.IO_ERROR, "I/O error on " + store.name);
            }
          });
    }
    if (state == State.DYING && path != PathState.HUNG && !unkillable) {
      boolean landed = path.carriesWrites();
      if (landed) ioUnderWayLands();
      later(SimTime.millis(20), () -> ended(dyingMark, "SIGKILL took effect when the I/O ended"));
    }
    writingMayHaveChanged();
  }

  private void ioUnderWayLands() {
    for (var disk : disks) {
      var other = disk.written(this);
      if (other != null) host.world.twoWriters(this, other, disk, "I/O of a dying copy");
    }
  }

  void writingMayHaveChanged() {
    if (!isWriting()) return;
    for (var disk : disks) {
      var other = disk.written(this);
      if (other != null) host.world.twoWriters(this, other, disk, "running");
    }
  }

  @Override
  public String toString() {
    return vm.name + " on " + host.name;
  }
}
