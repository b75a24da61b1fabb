package org.leasehold.agent.vm;

import java.util.List;
import org.leasehold.core.model.DiskSet;
import org.leasehold.core.model.VmId;
import org.leasehold.core.sanlock.ResourceAt;

/// What Leasehold needs to know of a VM's XML.
///
/// @param name libvirt's
/// @param memoryMiB of the guest, rounded up
/// @param machine type, such as `pc-q35-7.2`; may be empty
/// @param arch such as `x86_64`
/// @param virtType `kvm` or `qemu`
/// @param emulator path of QEMU, or empty
/// @param cpuXml the `cpu` element to compare with the host's, or empty
/// @param disks all, in order
/// @param leases all
/// @param bridges host bridges the VM's cards are on
/// @param networks virtual networks they are on
/// @param hostLocal files of the VM outside its disks (NVRAM, TPM state, kernel), with what they
///   are
/// @param hostDevices devices of this very host that are passed through
public record DefinitionFacts(
    VmId vm,
    String name,
    long memoryMiB,
    String machine,
    String arch,
    String virtType,
    String emulator,
    String cpuXml,
    List<Disk> disks,
    List<ResourceAt> leases,
    List<String> bridges,
    List<String> networks,
    List<LocalFile> hostLocal,
    List<String> hostDevices) {
  public DefinitionFacts {
    disks = List.copyOf(disks);
    leases = List.copyOf(leases);
    bridges = List.copyOf(bridges);
    networks = List.copyOf(networks);
    hostLocal = List.copyOf(hostLocal);
    hostDevices = List.copyOf(hostDevices);
  }

  /// One disk.
  ///
  /// @param target such as `vda`
  /// @param type `file`, `block`, `network`, `volume`, ...
  /// @param source path, device, or what else names it; empty for an empty drive
  /// @param cache QEMU's cache mode, empty when not given
  /// @param errorPolicy empty when not given
  public record Disk(
      String target,
      String type,
      String source,
      String cache,
      String errorPolicy,
      boolean readOnly,
      boolean shareable) {
    public boolean isWritable() {
      return !readOnly && !source.isEmpty();
    }

    /// No page cache of the host between guest and storage (S5).
    public boolean isDirect() {
      return cache.equals("none") || cache.equals("directsync");
    }

    boolean isLocalPath() {
      return type.equals("file") || type.equals("block");
    }
  }

  /// @param what such as `NVRAM`
  /// @param mustExist false where libvirt makes it
  public record LocalFile(String what, String path, boolean mustExist) {}

  /// The writable disks, as reports carry them.
  public DiskSet diskSet() {
    var writable = disks.stream().filter(Disk::isWritable).toList();
    return new DiskSet(
        writable.stream().map(Disk::source).toList(), writable.stream().allMatch(Disk::isDirect));
  }
}
