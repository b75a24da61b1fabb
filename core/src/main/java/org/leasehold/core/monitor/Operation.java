package org.leasehold.core.monitor;

import org.jspecify.annotations.Nullable;
import org.leasehold.core.model.FenceDevice;
import org.leasehold.core.model.HaMode;
import org.leasehold.core.model.HostAddress;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.IoTimeout;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.model.VmId;

/// What a person can ask for that takes several steps on hosts and in the document. Each checks
/// first, does one step after the other, and says what was done and how to go on where it stops.
public sealed interface Operation {
  /// Take a host into the cluster, and let it join the domains there are.
  ///
  /// @param address with the key a person has confirmed
  record AddHost(String name, HostAddress address) implements Operation {}

  /// Let a host leave its lockspaces, and forget it; it must be in maintenance.
  record RemoveHost(HostId host) implements Operation {}

  /// Make an xleases volume on a host's path, join it on all hosts, take it into the document.
  ///
  /// @param domain a new UUID
  /// @param name for people
  /// @param path of the volume on every host
  /// @param sectorBytes 512 or 4096
  /// @param slotMiB 1, 2, 4 or 8
  record CreateStore(
      HostId host,
      LockspaceName domain,
      String name,
      String path,
      int sectorBytes,
      int slotMiB,
      IoTimeout ioTimeout)
      implements Operation {}

  /// Take an existing volume of Leasehold's own layout into the document, or let hosts join that
  /// have not; on all hosts.
  ///
  /// @param host which reads it first
  record AddStore(HostId host, String name, String path, IoTimeout ioTimeout)
      implements Operation {}

  /// Let every host leave a store that no VM needs any more, and forget it; the volume stays.
  record RemoveStore(LockspaceName domain) implements Operation {}

  /// Keep the engine's claim in another domain.
  ///
  /// @param lost a person says that the present home is gone for good, so that no engine can act
  record MoveHome(LockspaceName domain, boolean lost) implements Operation {}

  /// Take a libvirt domain over, protected.
  ///
  /// @param name libvirt's name of the domain on that host
  /// @param domain where its lease goes; null: the home domain
  /// @param dryRun only say what would be done, with the XML diff
  record Adopt(HostId host, String name, @Nullable LockspaceName domain, boolean dryRun)
      implements Operation {}

  /// Keep a VM alive in another way; it must be up or down. While it is up its lease is put into
  /// its process, or taken from it.
  record Protect(VmId vm, HaMode mode) implements Operation {}

  /// Replace a VM's definition; it must be down.
  ///
  /// @param xml domain XML without the lease
  /// @param basedOn revision that a person saw and changed; refused when there is a newer one
  /// @param dryRun only check it on the hosts and say what would change
  record Edit(VmId vm, String xml, long basedOn, boolean dryRun) implements Operation {}

  /// What a VM that runs differs in becomes its definition.
  ///
  /// @param dryRun only check it on the hosts and say what would change
  record TakeOver(VmId vm, boolean dryRun) implements Operation {}

  /// Shut a VM's guest down and start it again, with its lease proven anew; perhaps elsewhere.
  record RebootVm(VmId vm) implements Operation {}

  /// Stop a VM's processors where it runs. libvirt gives its lease up meanwhile; nobody starts it
  /// elsewhere for that.
  record PauseVm(VmId vm) implements Operation {}

  /// Let a paused VM go on, if its host's agent finds its lease as it left it (S10).
  record ResumeVm(VmId vm) implements Operation {}

  /// Give a VM back to libvirt, on one host; a VM that is up, on its host, where it runs on.
  record Release(VmId vm, HostId host) implements Operation {}

  /// Set up one power device of a host, or another in place of the one of that name; it is asked
  /// for its state first.
  ///
  /// @param device without a name for its secret
  /// @param password empty when it needs none, or keeps the one it has
  /// @param keepPassword the device of that name has a password already
  /// @param untested set it up although it may not answer
  record SetPower(
      HostId host, FenceDevice device, String password, boolean keepPassword, boolean untested)
      implements Operation {
    /// The password stays out of logs.
    @Override
    public String toString() {
      return "SetPower[host %s, %s]".formatted(host, device.inWords());
    }
  }

  /// Ask every power device of a host through every other host; switches nothing.
  record TestPower(HostId host) implements Operation {}
}
