package org.leasehold.agent.vm;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.leasehold.core.model.VmId;

/// Who else on this host could write a VM's disks (S6): other definitions of libvirt, running or
/// not, under any UUID, and Pacemaker resources.
final class OtherUsers {
  private static final long CIB_BYTES_MAX = 16L << 20;

  private final VmParts parts;
  private final Path cib;

  /// @param cib Pacemaker's configuration, `/var/lib/pacemaker/cib/cib.xml`
  OtherUsers(VmParts parts, Path cib) {
    this.parts = parts;
    this.cib = cib;
  }

  /// @param ours left out
  /// @return one sentence per user
  List<String> of(VmId ours, String name, List<String> disks) throws HypervisorException {
    var users = new ArrayList<String>();
    var wanted = real(disks);
    for (var other : parts.hypervisor().vms()) {
      if (other.vm().equals(ours)) continue;
      for (var disk : writable(other)) {
        if (wanted.contains(real(disk))) {
          users.add(
              "VM %s (%s, %s) has the writable disk %s; undefine it or take the disk away"
                  .formatted(
                      other.name(),
                      other.vm(),
                      other.persistent() ? "defined" : "transient",
                      disk));
        }
      }
    }
    users.addAll(pacemaker(name, ours));
    return users;
  }

  private static Set<String> real(List<String> disks) {
    return disks.stream().map(OtherUsers::real).collect(Collectors.toSet());
  }

  /// Links and doubled slashes must not hide a disk.
  private static String real(String disk) {
    return StartCheck.real(disk).map(Path::toString).orElse(disk);
  }

  private List<String> writable(VmSeen other) throws HypervisorException {
    var sources = new ArrayList<String>();
    var which =
        other.power().hasProcess()
            ? List.of(Hypervisor.XmlOf.LIVE, Hypervisor.XmlOf.INACTIVE)
            : List.of(Hypervisor.XmlOf.INACTIVE);
    for (var xml : which) {
      try {
        var facts = parts.definitions().facts(parts.hypervisor().xml(other.vm(), xml));
        facts.disks().stream()
            .filter(DefinitionFacts.Disk::isWritable)
            .filter(disk -> !disk.shareable())
            .forEach(disk -> sources.add(disk.source()));
      } catch (BadDefinitionException _) {
        // One that we cannot read is not one of ours; libvirt shows it to people.
      }
    }
    return sources.stream().distinct().toList();
  }

  private List<String> pacemaker(String name, VmId vm) {
    try {
      if (!Files.isRegularFile(cib) || Files.size(cib) > CIB_BYTES_MAX) return List.of();
      var text = Files.readString(cib, StandardCharsets.UTF_8);
      boolean named =
          text.contains("VirtualDomain")
              && (text.contains("/" + name + ".xml") || text.contains(vm.text()));
      return named
          ? List.of(
              "Pacemaker has a VirtualDomain resource of VM %s; delete it there first"
                  .formatted(name))
          : List.of();
    } catch (IOException e) {
      return List.of(
          "Pacemaker's configuration %s cannot be read: %s".formatted(cib, e.getMessage()));
    }
  }
}
