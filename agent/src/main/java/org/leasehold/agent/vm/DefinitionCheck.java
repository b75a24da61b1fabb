package org.leasehold.agent.vm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.leasehold.core.model.DiskSet;
import org.leasehold.core.protocol.VmTopic;

/// Whether a VM could be defined in another way: our rules first, then libvirt's.
record DefinitionCheck(VmParts parts) {
  VmTopic.CheckedDefinition of(VmTopic.CheckDefinition ask) {
    try {
      var kept = parts.definitions().withoutLease(ask.xml(), ask.vm());
      var facts = parts.definitions().facts(kept);
      var obstacles = new ArrayList<String>();
      if (!facts.vm().equals(ask.vm()) || !facts.name().equals(ask.name())) {
        obstacles.add(
            "it is the XML of %s (%s); name and uuid of a VM stay"
                .formatted(facts.name(), facts.vm()));
      }
      obstacles(facts, obstacles);
      if (obstacles.isEmpty()) parts.hypervisor().examine(kept);
      return new VmTopic.CheckedDefinition(
          kept,
          facts.diskSet(),
          facts.memoryMiB(),
          parts.definitions().difference(ask.kept(), kept),
          obstacles);
    } catch (BadDefinitionException e) {
      return refused(Troubles.of(e).sentence());
    } catch (HypervisorException e) {
      return refused("libvirt: " + Troubles.of(e).sentence());
    }
  }

  private static VmTopic.CheckedDefinition refused(String obstacle) {
    return new VmTopic.CheckedDefinition(
        "", new DiskSet(List.of(), true), 0, "", List.of(obstacle));
  }

  /// How the disks it runs with differ from those it is defined with.
  static Optional<String> otherDisks(DiskSet live, DiskSet defined) {
    if (live.equals(defined)) return Optional.empty();
    if (!live.sources().equals(defined.sources())) {
      return Optional.of(
          "it runs with other disks (%s) than defined (%s); restart it, or change the definition"
              .formatted(live.sources(), defined.sources()));
    }
    return Optional.of(
        live.directOnly()
            ? "a writable disk is defined to go through the host's page cache, and does not as it runs; change the definition (S5)"
            : "a writable disk goes through the host's page cache as it runs, and is not defined so; restart it (S5)");
  }

  /// What stands against protecting a VM with this definition (S5).
  static void obstacles(DefinitionFacts facts, List<String> obstacles) {
    for (var disk : facts.disks()) {
      if (!disk.isWritable()) continue;
      if (!disk.isDirect()) {
        obstacles.add(
            "disk %s has cache='%s': set 'none' or 'directsync' (S5)"
                .formatted(disk.target(), disk.cache()));
      }
      if (disk.shareable()) {
        obstacles.add(
            "disk %s is shared with other VMs; a lease cannot protect it".formatted(disk.target()));
      }
    }
    for (var file : facts.hostLocal()) {
      if (!file.mustExist()) {
        obstacles.add(
            "%s is on this host only (%s); put it on the shared storage"
                .formatted(file.what(), file.path()));
      }
    }
    for (var device : facts.hostDevices()) {
      obstacles.add("it uses a %s device of this host; take it away".formatted(device));
    }
  }
}
