package org.leasehold.agent.vm;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Logger;
import org.leasehold.agent.journal.EventId;
import org.leasehold.core.model.Finding;
import org.leasehold.core.model.VmId;
import org.leasehold.core.protocol.VmTopic.Definition;

/// Watches for what else on this host could write the disk of a protected VM (S6): another domain
/// under whatever name and UUID, running or only defined; a definition of the VM itself that
/// libvirt keeps without the lease; a Pacemaker resource.
///
/// A domain is read when libvirt tells of it, and all of them from time to time: its XML costs
/// libvirt and this process more than all the rest of a look.
final class OtherDefinitions {
  private static final Logger LOG = Logger.getLogger(OtherDefinitions.class.getName());

  private final VmParts parts;
  private final VmTable table;
  private final DiskUsers reader;
  private final PacemakerVms pacemaker;
  private final PathProbe probe = DiskNames.probe();
  private final Map<VmId, DiskUsers.User> users = new TreeMap<>();
  private final Set<VmId> changed = ConcurrentHashMap.newKeySet();
  private volatile boolean allChanged;
  private volatile List<Finding> findings = List.of();

  OtherDefinitions(VmParts parts, VmTable table, PacemakerVms pacemaker) {
    this.parts = parts;
    this.table = table;
    this.reader = new DiskUsers(parts);
    this.pacemaker = pacemaker;
  }

  List<Finding> findings() {
    return findings;
  }

  /// Something of a domain changed: it is read at the next look.
  void changed(VmId vm) {
    changed.add(vm);
  }

  /// Events may have been missed: the next look reads every domain.
  void everythingChanged() {
    allChanged = true;
  }

  boolean isAnythingChanged() {
    return allChanged || !changed.isEmpty();
  }

  /// @param domains all of this host
  /// @param everything read every one of them anew
  synchronized void look(List<VmSeen> domains, boolean everything) throws InterruptedException {
    boolean all = everything || allChanged;
    allChanged = false;
    var there = new HashSet<VmId>();
    for (var domain : domains) {
      there.add(domain.vm());
      boolean wanted = changed.remove(domain.vm());
      var known = users.get(domain.vm());
      if (all || wanted || known == null || !known.domain().equals(domain)) read(domain);
    }
    users.keySet().retainAll(there);
    changed.retainAll(there);
    take(found());
  }

  private void read(VmSeen domain) {
    try {
      users.put(domain.vm(), reader.of(domain));
    } catch (HypervisorException e) {
      // It ended meanwhile, or libvirt is away: the next look asks again.
      if (e.kind() != HypervisorException.Kind.NO_SUCH_VM) changed.add(domain.vm());
    }
  }

  private List<Finding> found() throws InterruptedException {
    var found = new ArrayList<Finding>();
    var names = new DiskNames(probe);
    for (var kept : parts.store().all()) {
      if (kept.lockspace() == null) continue;
      for (var user : users.values()) {
        if (user.domain().vm().equals(kept.vm())) {
          own(kept, user, found);
        } else {
          other(kept, user, names, found);
        }
      }
      pacemaker
          .resourceOf(kept.vm(), kept.name())
          .ifPresent(it -> found.add(new Finding(Finding.Kind.PACEMAKER_RESOURCE, kept.vm(), it)));
    }
    return List.copyOf(found);
  }

  /// While it is taken over or given back, libvirt has a definition of it for a moment.
  private void own(Definition kept, DiskUsers.User user, List<Finding> found) {
    var record = table.of(kept.vm());
    if (!user.startsUnleased() || record.busy.isLocked()) return;
    found.add(
        new Finding(
            Finding.Kind.OTHER_DEFINITION,
            kept.vm(),
            "a definition of VM %s that libvirt keeps without its lease; undefine it (--keep-nvram)"
                .formatted(kept.name())));
  }

  private static void other(
      Definition kept, DiskUsers.User user, DiskNames names, List<Finding> found)
      throws InterruptedException {
    for (var disk : user.disks()) {
      if (!names.isAmong(disk, kept.disks().sources())) continue;
      found.add(
          new Finding(
              Finding.Kind.OTHER_DEFINITION,
              kept.vm(),
              "%s, which can write disk %s; %s"
                  .formatted(
                      user.text(),
                      disk,
                      user.domain().power().hasProcess()
                          ? "end it, and take the disk away from it"
                          : "undefine it, or take the disk away from it")));
    }
  }

  private void take(List<Finding> found) {
    var before = findings;
    if (found.equals(before)) return;
    findings = found;
    for (var finding : found) {
      if (before.contains(finding)) continue;
      LOG.warning("VM " + finding.vm() + ": " + finding.text());
      parts
          .journal()
          .record(
              EventId.VM_OTHER_DEFINITION,
              finding.vm(),
              "its disks are also used by " + finding.text());
    }
    parts.reports().changed();
  }
}
