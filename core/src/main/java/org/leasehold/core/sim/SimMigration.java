package org.leasehold.core.sim;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.engine.Command;
import org.leasehold.core.engine.Outcome;
import org.leasehold.core.model.ExitMark;

/// One pre-copy migration, peer to peer (S18): the source stops and releases, the target acquires
/// and runs; if the target's word does not come back, the source tries to go on, and the lease
/// decides.
///
/// libvirt refuses it while a disk uses the host's page cache.
///
/// @see "libvirt src/qemu/qemu_migration.c; docs/kbase/locking-sanlock.rst"
final class SimMigration {
  private static final long WORD_LIMIT_NANOS = SimTime.seconds(10);

  private final World world;
  private final SimVm vm;
  private final SimHost from;
  private final SimHost to;
  private final Command.MigrateVm command;
  private final long ageNanos;
  private final Consumer<Outcome> answer;
  private @Nullable SimCopy source;
  private @Nullable SimCopy target;
  private boolean decided;

  SimMigration(World world, Command.MigrateVm command, long ageNanos, Consumer<Outcome> answer) {
    this.world = world;
    this.vm = world.vm(command.vm());
    this.from = world.hosts.get(command.from().value() - 1);
    this.to = world.hosts.get(command.to().value() - 1);
    this.command = command;
    this.ageNanos = ageNanos;
    this.answer = answer;
  }

  void begin() {
    for (var copy : from.copies) if (copy.vm == vm && !copy.byHand) source = copy;
    var moving = source;
    boolean stale =
        command.header().epoch().compareTo(from.agent.notes.epoch) < 0
            || ageNanos > SimTime.millis(command.header().ageMaxMillis());
    boolean possible =
        moving != null
            && moving.state() == SimCopy.State.RUNNING
            && !moving.outgoing
            && !moving.goingDown
            && moving.liveCacheIsSafe()
            && world.network.reach(from, to)
            && to.agent.isRunning()
            && !to.agent.notes.unfit
            && to.memoryUsedMib() + vm.memoryMib <= to.memoryMib
            && (!vm.hasLease() || to.sanlock.lockspace(vm.store).isJoined());
    if (stale || !possible || moving == null) {
      answer.accept(
          new Outcome.Refused(Outcome.Refusal.RULE, stale ? "stale" : "not possible now"));
      return;
    }
    var arriving = to.libvirt.createPaused(vm, moving.leaseInXml);
    if (arriving == null) {
      answer.accept(new Outcome.Failed("target could not prepare"));
      return;
    }
    arriving.incoming = true;
    arriving.disks = moving.disks;
    moving.outgoing = true;
    moving.migration = this;
    target = arriving;
    from.agent.changed();
    to.agent.changed();
    from.later(
        world.chance.between(SimTime.seconds(3), SimTime.seconds(15)),
        () -> hand(moving, arriving));
  }

  /// Until the guest was handed over; then the lease decides.
  ///
  /// @return whether it was broken off
  boolean cancel() {
    var moving = source;
    var arriving = target;
    if (decided || moving == null || arriving == null) return false;
    if (moving.state() != SimCopy.State.RUNNING) return false;
    abort(moving, arriving, "cancelled");
    return true;
  }

  private void hand(SimCopy moving, SimCopy arriving) {
    if (decided) return;
    if (!moving.exists()
        || moving.state() != SimCopy.State.RUNNING
        || !world.network.reach(from, to)
        || !arriving.exists()
        || !from.libvirt.isRunning()) {
      abort(moving, arriving, "broken off before the hand-over");
      return;
    }
    moving.paused(SimCopy.Pause.MIGRATING, "migration: guest handed over");
    from.later(WORD_LIMIT_NANOS, () -> noWord(moving));
    to.later(SimTime.millis(200), () -> run(moving, arriving));
  }

  private void run(SimCopy moving, SimCopy arriving) {
    if (!world.network.reach(from, to) || !arriving.exists() || decided) return;
    long expected = vm.hasLease() ? vm.leader().version() + 1 : 0;
    arriving.migratedIn(moving);
    to.libvirt.startCpus(
        arriving,
        "migrated from " + from.name,
        result -> {
          arriving.incoming = false;
          if (result instanceof SimLibvirt.CpuStart.Runs && arriving.leaseInXml) {
            to.agent.commands.arrived(arriving, expected);
          }
          if (world.network.reach(from, to)) {
            from.later(SimTime.millis(20), () -> word(moving, arriving, result));
          }
        });
  }

  private void word(SimCopy moving, SimCopy arriving, SimLibvirt.CpuStart result) {
    if (decided) return;
    if (result instanceof SimLibvirt.CpuStart.Runs) {
      decided = true;
      moving.ended(ExitMark.MIGRATED_AWAY, "migrated to " + to.name);
      answer.accept(new Outcome.Done("migrated"));
    } else {
      abort(moving, arriving, "the target was refused the lease");
    }
  }

  private void noWord(SimCopy moving) {
    if (decided) return;
    decided = true;
    goOn(moving, "no word from " + to.name);
    answer.accept(new Outcome.MayHaveHappened("no word from the target"));
  }

  private void abort(SimCopy moving, SimCopy arriving, String why) {
    if (decided) return;
    decided = true;
    if (arriving.exists() && world.network.reach(from, to)) {
      arriving.ended(ExitMark.MIGRATION_TARGET_FAILED, why);
    }
    if (arriving.exists()) to.later(WORD_LIMIT_NANOS, () -> stranded(arriving, why));
    goOn(moving, why);
    answer.accept(new Outcome.Failed(why));
  }

  private static void stranded(SimCopy arriving, String why) {
    if (arriving.state() == SimCopy.State.PREPARED)
      arriving.ended(ExitMark.MIGRATION_TARGET_FAILED, why);
  }

  private void goOn(SimCopy moving, String why) {
    moving.outgoing = false;
    if (!moving.exists() || moving.state() != SimCopy.State.PAUSED) return;
    from.libvirt.startCpus(moving, "migration failed: " + why, _ -> {});
  }
}
