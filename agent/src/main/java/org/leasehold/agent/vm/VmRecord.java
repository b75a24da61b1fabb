package org.leasehold.agent.vm;

import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.model.DiskSet;
import org.leasehold.core.model.ExitEvidence;
import org.leasehold.core.model.HeldLease;
import org.leasehold.core.model.PauseReason;
import org.leasehold.core.model.VmId;
import org.leasehold.core.model.VmReport;
import org.leasehold.core.model.VmRun;
import org.leasehold.core.sanlock.ResourceAt;

/// What the agent knows of one VM on this host. Safe for several threads; `busy` is held by the one
/// operation that changes the VM.
final class VmRecord {
  final VmId vm;
  final ReentrantLock busy = new ReentrantLock();

  private @Nullable VmSeen seen;
  private Doing doing = Doing.NOTHING;
  private Wish wish = Wish.NONE;
  private long pausedSinceNanos;
  private String storageTrouble = "";
  private VmHappening.PoweringDown.@Nullable Side shutBy;
  private boolean panicked;
  private boolean unkillable;
  private @Nullable ExitEvidence exit;
  private @Nullable HeldLease lease;
  private @Nullable ResourceAt leaseAt;
  private final LongSupplier clockNanos;
  private long answeredNanos;

  /// Of the live definition; null until it was read in this life of the VM.
  private @Nullable DiskSet disks;

  private String drift = "";

  VmRecord(VmId vm) {
    this(vm, System::nanoTime);
  }

  VmRecord(VmId vm, LongSupplier clockNanos) {
    this.vm = vm;
    this.clockNanos = clockNanos;
    answeredNanos = clockNanos.getAsLong();
  }

  /// What the agent itself is doing with the VM.
  enum Doing {
    NOTHING("another operation is under way"),
    STARTING("it is being started"),
    RESUMING("it is being resumed"),
    /// Its lease is given to it, or taken from it, at a person's word.
    REPLUGGING("its lease is being given to it or taken from it"),
    MIGRATING_OUT("it is being migrated away"),
    MIGRATING_IN("it is being migrated here");

    private final String words;

    Doing(String words) {
      this.words = words;
    }

    /// For people.
    String words() {
      return words;
    }
  }

  /// What the agent has asked for, so that an end can be told from an accident.
  enum Wish {
    NONE,
    /// A person wants it off.
    STOP,
    /// A person wants it to shut down and start again.
    REBOOT,
    /// A copy that must not be there.
    DESTROY,
    PAUSED_TOO_LONG,
    /// It ran without the lease it should have.
    UNPROVEN
  }

  synchronized void begin(Doing what) {
    doing = what;
    if (what == Doing.STARTING || what == Doing.MIGRATING_IN) {
      wish = Wish.NONE;
      exit = null;
      shutBy = null;
      panicked = false;
      unkillable = false;
      lease = null;
      disks = null;
    }
  }

  synchronized void end() {
    doing = Doing.NOTHING;
  }

  synchronized Doing doing() {
    return doing;
  }

  synchronized void wish(Wish what) {
    wish = what;
  }

  synchronized Wish wish() {
    return wish;
  }

  /// @return whether something a report tells has changed
  synchronized boolean saw(VmSeen now) {
    var before = seen;
    seen = now;
    if (now.power() == VmSeen.Power.OFF) return before == null || !before.equals(now);
    if (exit != null && now.pid().isPresent()) {
      // It runs again, and not by us: that end is history.
      exit = null;
      shutBy = null;
      panicked = false;
    }
    boolean pausedBefore = before != null && before.power().isPaused();
    if (now.power().isPaused() && !pausedBefore) pausedSinceNanos = clockNanos.getAsLong();
    if (!now.power().isPaused()) storageTrouble = "";
    return before == null || !before.equals(now);
  }

  synchronized Optional<VmSeen> seen() {
    return Optional.ofNullable(seen);
  }

  synchronized boolean hasProcess() {
    return seen != null && seen.power().hasProcess() && exit == null;
  }

  synchronized void storageTrouble(String reason) {
    storageTrouble = reason.isEmpty() ? "other" : reason;
  }

  synchronized void shutBy(VmHappening.PoweringDown.Side side) {
    if (shutBy == null || shutBy == VmHappening.PoweringDown.Side.UNKNOWN) shutBy = side;
  }

  synchronized VmHappening.PoweringDown.@Nullable Side shutBy() {
    return shutBy;
  }

  synchronized void panicked() {
    panicked = true;
  }

  synchronized boolean hasPanicked() {
    return panicked;
  }

  synchronized void unkillable() {
    unkillable = true;
  }

  synchronized void ended(ExitEvidence evidence) {
    exit = evidence;
    disks = null;
    seen = null;
    unkillable = false;
  }

  synchronized Optional<ExitEvidence> exit() {
    return Optional.ofNullable(exit);
  }

  synchronized void lease(@Nullable HeldLease now) {
    lease = now;
  }

  synchronized @Nullable HeldLease lease() {
    return lease;
  }

  synchronized void answered() {
    answeredNanos = clockNanos.getAsLong();
  }

  /// Where its lease is, by the live XML; null for a VM without one.
  synchronized void leaseAt(@Nullable ResourceAt place) {
    leaseAt = place;
  }

  synchronized Optional<ResourceAt> leaseAt() {
    return Optional.ofNullable(leaseAt);
  }

  /// @return whether anything changed
  synchronized boolean live(DiskSet liveDisks, String liveDrift) {
    boolean changed = !liveDisks.equals(disks) || !drift.equals(liveDrift);
    disks = liveDisks;
    drift = liveDrift;
    return changed;
  }

  synchronized long pausedMillis() {
    boolean paused = seen != null && seen.power().isPaused();
    return paused ? (clockNanos.getAsLong() - pausedSinceNanos) / 1_000_000 : 0;
  }

  /// Why it is paused; empty when it is not.
  synchronized Optional<PauseReason> pause() {
    if (seen == null || !seen.power().isPaused()) return Optional.empty();
    return Optional.of(
        switch (seen.power()) {
          case PAUSED_STARTING -> PauseReason.STARTING_UP;
          case PAUSED_POST_COPY -> PauseReason.POST_COPY;
          case PAUSED_ON_IO_ERROR ->
              switch (storageTrouble) {
                case "enospc" -> PauseReason.NO_SPACE;
                case "eperm" -> PauseReason.NO_PERMISSION;
                case "eio" -> PauseReason.IO_ERROR;
                default -> PauseReason.OTHER_ERROR;
              };
          default -> PauseReason.USER;
        });
  }

  /// Empty for a VM that is only defined.
  ///
  /// @param defined its disks by definition: what counts until the live ones have been read, so
  ///   that "not read yet" is never taken for "has none" (S5)
  synchronized Optional<VmReport> report(DiskSet defined) {
    if (exit != null) {
      return Optional.of(VmReport.ended(vm, exit, lease, disks == null ? DiskSet.NONE : disks));
    }
    if (seen == null || !seen.power().hasProcess()) {
      boolean coming = doing == Doing.STARTING || doing == Doing.MIGRATING_IN;
      return coming ? Optional.of(report(run(doing), null, defined)) : Optional.empty();
    }
    var run = unkillable ? VmRun.UNKILLABLE : run(seen.power());
    var why = run == VmRun.PAUSED ? pause().orElse(PauseReason.USER) : null;
    return Optional.of(report(run, why, defined));
  }

  private VmReport report(VmRun run, @Nullable PauseReason pause, DiskSet defined) {
    long age = (clockNanos.getAsLong() - answeredNanos) / 1_000_000;
    return new VmReport(
        vm,
        run,
        pause,
        pause == null ? 0 : pausedMillis(),
        null,
        lease,
        age,
        disks == null ? defined : disks,
        drift);
  }

  private static VmRun run(Doing doing) {
    return doing == Doing.MIGRATING_IN ? VmRun.MIGRATING_IN : VmRun.STARTING;
  }

  private VmRun run(VmSeen.Power power) {
    return switch (doing) {
      case STARTING -> VmRun.STARTING;
      case MIGRATING_IN -> VmRun.MIGRATING_IN;
      case MIGRATING_OUT -> VmRun.MIGRATING_OUT;
      case NOTHING, RESUMING, REPLUGGING ->
          switch (power) {
            case RUNNING, ASLEEP, UNKNOWN, OFF -> VmRun.RUNNING;
            case POWERING_DOWN, PAUSED_SHUTTING_DOWN -> VmRun.POWERING_DOWN;
            case PAUSED_MIGRATING -> VmRun.MIGRATING_IN;
            case PAUSED_SAVING -> VmRun.SAVING;
            default -> VmRun.PAUSED;
          };
    };
  }
}
