package org.leasehold.agent.vm;

import java.util.OptionalLong;
import org.leasehold.core.model.VmId;

/// One VM as the hypervisor has it.
///
/// @param name for people
/// @param power what its processors do
/// @param pid of its QEMU process, if it has one and the hypervisor tells
/// @param persistent it stays defined when it ends
/// @param autostart the hypervisor starts it by itself
public record VmSeen(
    VmId vm, String name, Power power, OptionalLong pid, boolean persistent, boolean autostart) {
  /// What a VM's processors do, and why; the hypervisor's states without its numbers.
  ///
  /// @see "libvirt include/libvirt/libvirt-domain.h: virDomainState, virDomainPausedReason"
  public enum Power {
    RUNNING,
    PAUSED_BY_PERSON,
    PAUSED_STARTING,
    PAUSED_MIGRATING,
    PAUSED_SAVING,
    PAUSED_ON_IO_ERROR,
    PAUSED_BY_WATCHDOG,
    PAUSED_AFTER_CRASH,
    PAUSED_POST_COPY,
    PAUSED_SHUTTING_DOWN,
    PAUSED_OTHER,
    /// The guest sleeps by its own will.
    ASLEEP,
    POWERING_DOWN,
    OFF,
    /// The guest panicked and its process is kept.
    CRASHED,
    UNKNOWN;

    public boolean isPaused() {
      return name().startsWith("PAUSED");
    }

    /// Whether there is a process.
    public boolean hasProcess() {
      return this != OFF;
    }
  }
}
