package org.leasehold.app.console.demo;

import org.jspecify.annotations.Nullable;
import org.leasehold.core.sim.FaultKind;

/// What can be done to the demo cluster from its menu.
///
/// The texts are in the bundle under `demo.trouble.` and the word.
public enum Trouble {
  POWER_LOSS("power-loss", FaultKind.HOST_GONE_FOR_GOOD, Aim.HOST, 0),
  POWER_BUTTON("power-button", null, Aim.HOST, 0),
  MANAGEMENT_CUT("management-cut", FaultKind.MANAGEMENT_CUT, Aim.HOST, 240),
  STORAGE_HUNG("storage-hung", FaultKind.PATH_HUNG, Aim.HOST, 240),
  STORAGE_SLOW("storage-slow", FaultKind.PATH_SLOW, Aim.HOST, 120),
  HOST_STALL("host-stall", FaultKind.HOST_STALL, Aim.HOST, 45),
  AGENT_DEAD("agent-dead", FaultKind.AGENT_DEAD, Aim.HOST, 180),
  SANLOCK_CRASH("sanlock-crash", FaultKind.SANLOCK_CRASH, Aim.HOST, 20),
  QEMU_KILLED("qemu-killed", FaultKind.QEMU_CRASH, Aim.VM, 0),
  GUEST_SHUTDOWN("guest-shutdown", FaultKind.GUEST_SHUTDOWN, Aim.VM, 600),
  NO_SPACE("no-space", FaultKind.NO_SPACE, Aim.VM, 120),
  STORE_LOST("store-lost", FaultKind.STORE_LOST, Aim.CLUSTER, 100),
  LEASE_ROT("lease-rot", null, Aim.CLUSTER, 0);

  /// What it needs to be told.
  public enum Aim {
    HOST,
    VM,
    CLUSTER
  }

  private final String word;
  private final @Nullable FaultKind kind;
  private final Aim aim;
  private final int lastsSeconds;

  Trouble(String word, @Nullable FaultKind kind, Aim aim, int lastsSeconds) {
    this.word = word;
    this.kind = kind;
    this.aim = aim;
    this.lastsSeconds = lastsSeconds;
  }

  public String word() {
    return word;
  }

  public Aim aim() {
    return aim;
  }

  /// In simulated time; 0: it stays.
  public int lastsSeconds() {
    return lastsSeconds;
  }

  @Nullable FaultKind kind() {
    return kind;
  }
}
