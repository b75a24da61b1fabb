package org.leasehold.agent.vm;

import org.leasehold.core.model.VmId;

/// Something the hypervisor told by itself.
public sealed interface VmHappening {
  /// The processors began to run: a start, a resume, or the end of an incoming migration.
  record Running(VmId vm, How how) implements VmHappening {
    public enum How {
      BOOTED,
      MIGRATED_IN,
      RESTORED,
      UNPAUSED
    }
  }

  /// The processors stopped.
  record Paused(VmId vm, VmSeen.Power why) implements VmHappening {}

  /// A pause on storage trouble, with QEMU's reason: `enospc`, `eio`, or empty.
  record StorageTrouble(VmId vm, String disk, String reason) implements VmHappening {}

  /// The guest, or somebody through QEMU, shut the machine down; the process may still be there.
  record PoweringDown(VmId vm, Side side) implements VmHappening {
    /// Who shut it down, as QEMU says. `HOST`: a signal, or a call of the host side.
    public enum Side {
      UNKNOWN,
      GUEST,
      HOST
    }
  }

  /// The guest's kernel panicked.
  record Panicked(VmId vm) implements VmHappening {}

  /// The process is gone.
  record Ended(VmId vm, End how) implements VmHappening {
    /// @see "libvirt virDomainEventStoppedDetailType"
    public enum End {
      SHUT_DOWN,
      DESTROYED,
      CRASHED,
      MIGRATED_AWAY,
      SAVED,
      /// The process vanished, or never came up.
      FAILED,
      REPLACED_BY_SNAPSHOT
    }
  }

  /// The guest started anew; its process is the same.
  record Rebooted(VmId vm) implements VmHappening {}

  /// The VM's own watchdog device was not fed by its guest.
  ///
  /// @param action what QEMU does about it
  record WatchdogFired(VmId vm, Action action) implements VmHappening {
    /// As the definition says; [#OTHER] is one that this program does not know.
    ///
    /// @see "libvirt virDomainEventWatchdogAction"
    public enum Action {
      NONE,
      PAUSE,
      RESET,
      POWEROFF,
      SHUTDOWN,
      DEBUG,
      INJECT_NMI,
      OTHER
    }
  }

  /// A job of the VM, such as a migration, ended.
  record JobEnded(VmId vm) implements VmHappening {}

  /// A device was added to the running VM.
  record DeviceAdded(VmId vm, String alias) implements VmHappening {}

  /// A device is gone from the running VM.
  record DeviceRemoved(VmId vm, String alias) implements VmHappening {}

  /// A definition changed or went; what runs is not touched.
  record DefinitionChanged(VmId vm) implements VmHappening {}

  /// Connected, for the first time or again: everything has to be looked at.
  record Connected() implements VmHappening {}

  /// The connection broke. VMs run on.
  record Disconnected(String why) implements VmHappening {}

  /// Happenings were lost: everything has to be looked at.
  record Missed() implements VmHappening {}
}
