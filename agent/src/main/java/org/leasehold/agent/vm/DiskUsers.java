package org.leasehold.agent.vm;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/// Reads which disks the domains of this host could write: as they run, and as they would start
/// next.
record DiskUsers(VmParts parts) {
  /// One domain.
  ///
  /// @param disks sources of its writable disks
  /// @param startsUnleased libvirt keeps a definition of it that lacks its own lease
  record User(VmSeen domain, List<String> disks, boolean startsUnleased) {
    User {
      disks = List.copyOf(disks);
    }

    /// For people: which domain.
    String text() {
      var how = domain.power().hasProcess() ? "running" : "defined";
      if (!domain.persistent()) how = "transient";
      return "VM %s (%s, %s)".formatted(domain.name(), domain.vm(), how);
    }
  }

  List<User> all() throws HypervisorException {
    var users = new ArrayList<User>();
    for (var domain : parts.hypervisor().vms()) users.add(of(domain));
    return users;
  }

  /// A definition that we cannot read is not one of ours; libvirt shows it to people.
  User of(VmSeen domain) throws HypervisorException {
    var disks = new TreeSet<String>();
    boolean unleased = false;
    for (var which : forms(domain)) {
      try {
        var facts = parts.definitions().facts(parts.hypervisor().xml(domain.vm(), which));
        disks.addAll(facts.diskSet().sources());
        if (which == Hypervisor.XmlOf.INACTIVE) {
          unleased = domain.persistent() && Definitions.leaseOf(facts).isEmpty();
        }
      } catch (BadDefinitionException _) {
        // See above.
      }
    }
    return new User(domain, List.copyOf(disks), unleased);
  }

  private static List<Hypervisor.XmlOf> forms(VmSeen domain) {
    if (!domain.power().hasProcess()) return List.of(Hypervisor.XmlOf.INACTIVE);
    return domain.persistent()
        ? List.of(Hypervisor.XmlOf.LIVE, Hypervisor.XmlOf.INACTIVE)
        : List.of(Hypervisor.XmlOf.LIVE);
  }
}
