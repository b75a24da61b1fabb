package org.leasehold.agent.libvirt;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.leasehold.agent.vm.VmHappening;
import org.leasehold.agent.vm.VmHappening.DefinitionChanged;
import org.leasehold.agent.vm.VmHappening.Ended;
import org.leasehold.agent.vm.VmHappening.Panicked;
import org.leasehold.agent.vm.VmHappening.Paused;
import org.leasehold.agent.vm.VmHappening.PoweringDown;
import org.leasehold.agent.vm.VmHappening.Running;
import org.leasehold.agent.vm.VmSeen.Power;
import org.leasehold.core.model.VmId;

/// libvirt's numbers for states and lifecycle events, in words. Numbers of later versions map to
/// "unknown" or nothing, never to something else.
///
/// @see "libvirt include/libvirt/libvirt-domain.h"
final class Lifecycles {
  private static final int DEFINED = 0;
  private static final int UNDEFINED = 1;
  private static final int STARTED = 2;
  private static final int SUSPENDED = 3;
  private static final int RESUMED = 4;
  private static final int STOPPED = 5;
  private static final int SHUTDOWN = 6;
  private static final int CRASHED = 8;

  private Lifecycles() {}

  static Optional<VmHappening> of(VmId vm, int event, int detail) {
    return Optional.ofNullable(
        switch (event) {
          case DEFINED, UNDEFINED -> new DefinitionChanged(vm);
          // An incoming migration has begun; it runs only when it is told as resumed.
          case STARTED ->
              detail == 1
                  ? new Paused(vm, Power.PAUSED_MIGRATING)
                  : new Running(vm, started(detail));
          case SUSPENDED -> new Paused(vm, suspended(detail));
          case RESUMED ->
              new Running(vm, detail == 1 ? Running.How.MIGRATED_IN : Running.How.UNPAUSED);
          case STOPPED -> new Ended(vm, stopped(detail));
          case SHUTDOWN -> new PoweringDown(vm, side(detail));
          case CRASHED -> new Panicked(vm);
          default -> null;
        });
  }

  private static Running.How started(int detail) {
    return switch (detail) {
      case 2, 3 -> Running.How.RESTORED;
      default -> Running.How.BOOTED;
    };
  }

  private static Power suspended(int detail) {
    return switch (detail) {
      case 0 -> Power.PAUSED_BY_PERSON;
      case 1 -> Power.PAUSED_MIGRATING;
      case 2 -> Power.PAUSED_ON_IO_ERROR;
      case 3 -> Power.PAUSED_BY_WATCHDOG;
      case 7, 8 -> Power.PAUSED_POST_COPY;
      default -> Power.PAUSED_OTHER;
    };
  }

  private static Ended.End stopped(int detail) {
    return switch (detail) {
      case 0 -> Ended.End.SHUT_DOWN;
      case 1 -> Ended.End.DESTROYED;
      case 2 -> Ended.End.CRASHED;
      case 3 -> Ended.End.MIGRATED_AWAY;
      case 4 -> Ended.End.SAVED;
      case 6 -> Ended.End.REPLACED_BY_SNAPSHOT;
      default -> Ended.End.FAILED;
    };
  }

  private static PoweringDown.Side side(int detail) {
    return switch (detail) {
      case 1 -> PoweringDown.Side.GUEST;
      case 2 -> PoweringDown.Side.HOST;
      default -> PoweringDown.Side.UNKNOWN;
    };
  }

  /// @param state virDomainState
  /// @param reason of that state
  static Power power(int state, int reason) {
    @Nullable Power power =
        switch (state) {
          case 1, 2 -> Power.RUNNING;
          case 3 -> paused(reason);
          case 4 -> Power.POWERING_DOWN;
          case 5 -> Power.OFF;
          case 6 -> Power.CRASHED;
          case 7 -> Power.ASLEEP;
          default -> null;
        };
    return power == null ? Power.UNKNOWN : power;
  }

  private static Power paused(int reason) {
    return switch (reason) {
      case 1 -> Power.PAUSED_BY_PERSON;
      case 2 -> Power.PAUSED_MIGRATING;
      case 3 -> Power.PAUSED_SAVING;
      case 5 -> Power.PAUSED_ON_IO_ERROR;
      case 6 -> Power.PAUSED_BY_WATCHDOG;
      case 8 -> Power.PAUSED_SHUTTING_DOWN;
      case 10 -> Power.PAUSED_AFTER_CRASH;
      case 11 -> Power.PAUSED_STARTING;
      case 12, 13 -> Power.PAUSED_POST_COPY;
      default -> Power.PAUSED_OTHER;
    };
  }
}
