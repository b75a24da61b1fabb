package org.leasehold.core.sim;

import org.leasehold.core.model.ExitMark;

/// Design 2.2: where only management is lost, no VM is stopped and no host is reset.
final class NoHarmFromSilence extends Invariant {
  NoHarmFromSilence(World world) {
    super(world, "design 2.2");
  }

  @Override
  void copyChanged(SimCopy copy) {
    if (copy.exists() || copy.endReason().isEmpty()) return;
    if (copy.host.troubled || copy.vm.troubled || !copy.leaseInXml) return;
    boolean ownDoing =
        switch (copy.exitMark()) {
          case REQUESTED_STOP -> !copy.stopAsked;
          case LEASE_KILL -> !world.scenario.vms().get(copy.vm.number).allowed().storageSideStop();
          case GUARD_KILL, PAUSED_TOO_LONG, START_FAILED, DOMAIN_LOST, QEMU_LOST, HOST_SHUTDOWN ->
              true;
          case HOST_REBOOTED,
              SAVED,
              MIGRATED_AWAY,
              MIGRATION_TARGET_FAILED,
              POST_COPY_FAILED,
              WHILE_STARTING,
              REBOOT,
              GUEST_SHUTDOWN,
              HOST_GOING_DOWN ->
              false;
        };
    for (var other : copy.vm.copies) if (other.state() == SimCopy.State.RUNNING) return;
    boolean neverRan = copy.writeToken == 0;
    if (ownDoing && !neverRan && copy.exitMark() != ExitMark.START_FAILED) {
      violated(
          "%s was ended (%s) though nothing but management was lost"
              .formatted(copy, copy.endReason()));
    }
  }

  @Override
  void hostWentOff(SimHost host, String why, boolean itself) {
    if (itself && !host.troubled) {
      violated("%s was reset (%s) though nothing but management was lost".formatted(host, why));
    }
  }
}
