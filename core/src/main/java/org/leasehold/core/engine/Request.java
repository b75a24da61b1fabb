package org.leasehold.core.engine;

import org.jspecify.annotations.Nullable;
import org.leasehold.core.model.DiskSet;
import org.leasehold.core.model.FenceSettings;
import org.leasehold.core.model.HaMode;
import org.leasehold.core.model.HostEntry;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.model.Settings;
import org.leasehold.core.model.StoreEntry;
import org.leasehold.core.model.VmEntry;
import org.leasehold.core.model.VmId;
import org.leasehold.core.model.VolumePlace;

/// What a person can ask of the engine.
public sealed interface Request {
  /// Wanted running; on `host`, or where it fits when null.
  record StartVm(VmId vm, @Nullable HostId host) implements Request {}

  /// Wanted off.
  record StopVm(VmId vm, boolean graceful) implements Request {}

  record MigrateVm(VmId vm, HostId to) implements Request {}

  /// Break a migration off: the VM stays where it is, unless it arrives first.
  record CancelMigration(VmId vm) implements Request {}

  /// Leave a VM alone, or end that; it stays as it is.
  record VmMaintenance(VmId vm, boolean on) implements Request {}

  /// Drain a host, or take it back.
  record HostMaintenance(HostId host, boolean on) implements Request {}

  /// "This host has been rebooted."
  ///
  /// @param typed the host's name typed by hand, or empty when it was one click
  record ConfirmRebooted(HostId host, String typed) implements Request {}

  /// The engine watches but does not act; ends by itself after `minutes`.
  record PauseHa(String reason, int minutes) implements Request {}

  record ResumeHa() implements Request {}

  record SetPolicy(VmEntry vm) implements Request {}

  record SetSettings(Settings settings) implements Request {}

  /// The definition's disks stand though the last live set differed, or used the host's page cache
  /// (S5): the person's word that a start may go on. Refused while the copy that had them may still
  /// write: it runs, its host does not answer and is not confirmed as rebooted, or its page cache
  /// may not be written yet.
  record AcceptDisks(VmId vm) implements Request {}

  /// The host was checked after a start could not be proven, or its fencing lied.
  record HostChecked(HostId host) implements Request {}

  /// A host was enrolled, or its entry changed; new ones are reached from now on.
  record PutHost(HostEntry host) implements Request {}

  /// A host's power devices, without any secret; all else of its entry stays.
  record SetFence(HostId host, FenceSettings fence) implements Request {}

  /// Forget a host: only while nothing runs there.
  record RemoveHost(HostId host) implements Request {}

  /// A storage domain was made or joined, or its entry changed.
  record PutStore(StoreEntry store) implements Request {}

  /// A host has joined a domain, at this place; the places of other hosts stay.
  record PutPlace(LockspaceName domain, HostId host, VolumePlace place) implements Request {}

  /// Forget a domain: only while no VM has its lease in it; the home domain last.
  record RemoveStore(LockspaceName domain) implements Request {}

  /// A VM's definition was replaced on the hosts, and with it perhaps how it is kept alive; all
  /// else of its policy stays.
  ///
  /// @param revision of the definition the hosts keep now
  /// @param memoryMiB of the guest
  /// @param disks its writable ones
  /// @param leaseDomain null unless `mode` is `PROTECTED`
  record Redefined(
      VmId vm,
      long revision,
      long memoryMiB,
      DiskSet disks,
      HaMode mode,
      @Nullable LockspaceName leaseDomain)
      implements Request {
    public Redefined {
      if ((mode == HaMode.PROTECTED) != (leaseDomain != null)) {
        throw new IllegalArgumentException("lease domain does not match the mode: " + mode);
      }
    }
  }

  /// What runs became the definition: the hosts keep it at this revision. Refused unless `host`
  /// alone has a process of the VM, reports these disks, and that it holds its lease, or has none.
  ///
  /// @param revision of the definition the hosts keep now
  /// @param memoryMiB of the guest
  /// @param disks its writable ones
  record RedefinedRunning(VmId vm, HostId host, long revision, long memoryMiB, DiskSet disks)
      implements Request {}

  /// Keep the engine's claim in another domain of the cluster from now on (S16).
  record MoveHome(LockspaceName domain) implements Request {}

  /// Forget a VM: it was released, its lease is gone.
  record RemoveVm(VmId vm) implements Request {}

  /// Forget a VM that runs on: it was released while it ran, its lease was taken from it and is
  /// gone. Refused unless `host` alone has a process of it, and reports it without a lease.
  record RemoveRunningVm(VmId vm, HostId host) implements Request {}

  /// A VM that runs is kept alive in another way from now on; its definition is the same. Refused
  /// unless `host` alone has a process of it, and reports that it holds its lease, or has none.
  ///
  /// @param revision of the definition the hosts keep now
  /// @param leaseDomain null unless `mode` is `PROTECTED`
  record RemodedRunning(
      VmId vm, HostId host, long revision, HaMode mode, @Nullable LockspaceName leaseDomain)
      implements Request {
    public RemodedRunning {
      if ((mode == HaMode.PROTECTED) != (leaseDomain != null)) {
        throw new IllegalArgumentException("lease domain does not match the mode: " + mode);
      }
    }
  }
}
