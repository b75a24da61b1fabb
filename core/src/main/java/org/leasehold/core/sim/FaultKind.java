package org.leasehold.core.sim;

import java.util.Locale;

/// Every kind of fault the simulator knows: a closed list. Coverage counts each kind and each pair.
public enum FaultKind {
  // Power and the machine.
  HOST_POWER_LOSS(Touches.HOST, true),
  HOST_GONE_FOR_GOOD(Touches.HOST, true),
  CLUSTER_POWER_LOSS(Touches.CLUSTER, true),
  HOST_SHUTDOWN(Touches.HOST, true),
  HOST_STALL(Touches.HOST, true),
  HOST_SUSPEND(Touches.HOST, true),
  CLOCK_DRIFT(Touches.HOST, false),
  // Daemons.
  SANLOCK_CRASH(Touches.HOST, true),
  SANLOCK_HANG(Touches.HOST, true),
  /// Started again with the same name and joined by hand: the measured way to two copies.
  SANLOCK_REJOIN(Touches.HOST, true),
  LIBVIRT_RESTART(Touches.HOST, false),
  LOCK_MANAGER_UNSET(Touches.HOST, true),
  AGENT_CRASH(Touches.HOST, false),
  AGENT_DEAD(Touches.HOST, false),
  GUARD_DEAD(Touches.HOST, false),
  // QEMU and guests.
  QEMU_CRASH(Touches.VM, true),
  QEMU_UNKILLABLE(Touches.HOST, true),
  GUEST_SHUTDOWN(Touches.VM, true),
  GUEST_REBOOT(Touches.VM, false),
  SLOW_BOOT(Touches.VM, false),
  NO_SPACE(Touches.VM, true),
  DISK_CHANGES(Touches.VM, false),
  CACHE_CHANGES(Touches.VM, true),
  // Networks.
  MANAGEMENT_CUT(Touches.HOST, false),
  MANAGEMENT_SLOW(Touches.HOST, false),
  // Storage.
  PATH_SLOW(Touches.PATH, true),
  PATH_LOST(Touches.PATH, true),
  PATH_HUNG(Touches.PATH, true),
  STORE_LOST(Touches.STORE, true),
  STORE_HUNG(Touches.STORE, true),
  OTHER_VOLUME(Touches.PATH, true),
  // Power devices.
  POWER_DEVICE_LIES(Touches.HOST, false),
  POWER_DEVICE_FAILS(Touches.HOST, false),
  // People.
  ADMIN_CONFIRMS(Touches.HOST, false),
  ADMIN_STARTS_BY_HAND(Touches.VM, true),
  ADMIN_SUSPENDS(Touches.VM, true),
  ADMIN_STOPS(Touches.VM, true),
  ADMIN_MIGRATES(Touches.VM, false),
  ADMIN_MAINTENANCE(Touches.HOST, false),
  // Engines.
  ENGINE_CRASH(Touches.ENGINE, false),
  ENGINE_SLEEP(Touches.ENGINE, false),
  ENGINE_ISOLATED(Touches.ENGINE, false),
  ENGINE_OLD_DOCUMENT(Touches.ENGINE, false),
  AGENT_OLD_DOCUMENT(Touches.HOST, false),
  /// Released, run by libvirt alone for a while, and adopted again.
  ADMIN_RELEASES(Touches.VM, true);

  /// What a fault aims at.
  enum Touches {
    HOST,
    CLUSTER,
    PATH,
    STORE,
    VM,
    ENGINE
  }

  private final Touches touches;
  private final boolean mayEndVms;

  FaultKind(Touches touches, boolean mayEndVms) {
    this.touches = touches;
    this.mayEndVms = mayEndVms;
  }

  Touches touches() {
    return touches;
  }

  /// Whether a VM may end because of it; where only others happened, none may.
  boolean mayEndVms() {
    return mayEndVms;
  }

  /// The name for people and the command line: `host-power-loss`.
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
