package org.leasehold.agent.vm;

import java.util.OptionalLong;
import org.leasehold.core.model.VmId;

/// Ends VMs, and knows their processes.
final class Ending {
  /// Ends a process.
  interface Killer {
    /// @return whether it is gone
    boolean kill(VmId vm, OptionalLong pid) throws InterruptedException;
  }

  private final VmParts parts;
  private final Killer killer;

  Ending(VmParts parts) {
    this(parts, QemuProcess::kill);
  }

  /// @param killer past libvirt
  Ending(VmParts parts, Killer killer) {
    this.parts = parts;
    this.killer = killer;
  }

  /// The process of a VM, as libvirt wrote it down.
  OptionalLong pid(VmId vm) {
    try {
      return parts.hypervisor().vm(vm).map(VmSeen::pid).orElse(OptionalLong.empty());
    } catch (HypervisorException _) {
      return OptionalLong.empty();
    }
  }

  /// SIGKILL past libvirt, then libvirt is told.
  ///
  /// @return whether it is gone
  boolean kill(VmRecord record, OptionalLong pid, VmRecord.Wish wish) throws InterruptedException {
    record.wish(wish);
    boolean gone = killer.kill(record.vm, pid);
    if (!gone) record.unkillable();
    endQuietly(record);
    return gone;
  }

  /// Through libvirt; that it is gone already is no trouble.
  void endQuietly(VmRecord record) {
    try {
      parts.hypervisor().destroy(record.vm, true);
    } catch (HypervisorException _) {
      // It is gone, or libvirt is: the tick looks again.
    }
  }
}
