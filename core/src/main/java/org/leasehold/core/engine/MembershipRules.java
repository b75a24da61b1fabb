package org.leasehold.core.engine;

import org.leasehold.core.model.HostEntry;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.StoreEntry;
import org.leasehold.core.model.VmId;

/// What belongs to the cluster: hosts, domains and VMs come and go by a person's word. A host id is
/// never given to another host (S11).
final class MembershipRules {
  private MembershipRules() {}

  static void put(Turn t, String operator, HostEntry next) {
    var before = t.entry(next.id());
    for (var other : t.document().hosts().values()) {
      if (!other.id().equals(next.id()) && other.name().equals(next.name())) {
        OperatorRules.refuse(t, t.name(other.id()), "host", "there is one of that name already");
        return;
      }
    }
    if (before != null && !before.name().equals(next.name())) {
      OperatorRules.refuse(
          t, "host " + next.name(), "host", "id %s is %s's".formatted(next.id(), before.name()));
      return;
    }
    DocumentRules.write(
        t,
        t.document().with(t.epoch, next),
        before == null ? "host.added" : "host.changed",
        "host " + next.name(),
        "by " + operator);
  }

  static void put(Turn t, String operator, StoreEntry next) {
    var before = t.document().stores().get(next.domain());
    DocumentRules.write(
        t,
        t.document().with(t.epoch, next),
        before == null ? "store.added" : "store.changed",
        "store " + next.name(),
        "by " + operator);
  }

  static void remove(Turn t, String operator, HostId id) {
    var host = t.hosts.get(id);
    if (host == null) {
      OperatorRules.refuse(t, t.name(id), "removal", "not a host of this cluster");
    } else if (!host.vms().isEmpty() || !host.copies().isEmpty()) {
      int vms = Math.max(host.vms().size(), host.copies().size());
      OperatorRules.refuse(
          t, t.name(id), "removal", vms + " VMs are on it; move them or shut them down first");
    } else if (host.status() != HostStatus.MAINTENANCE && host.report() != null) {
      OperatorRules.refuse(
          t, t.name(id), "removal", "it is %s; maintenance first".formatted(host.status().word()));
    } else {
      DocumentRules.write(
          t, t.document().without(t.epoch, id), "host.removed", t.name(id), "by " + operator);
    }
  }

  static void remove(Turn t, String operator, VmId id) {
    var vm = t.vms.get(id);
    if (vm == null) {
      OperatorRules.refuse(t, t.name(id), "release", "not a VM of this cluster");
      return;
    }
    if (!vm.copies().isEmpty()) {
      OperatorRules.refuse(t, t.name(id), "release", "it has a process on a host");
      return;
    }
    DocumentRules.write(
        t, t.document().without(t.epoch, id), "vm.released", t.name(id), "by " + operator);
  }
}
