package org.leasehold.core.engine;

import org.leasehold.core.model.HostEntry;
import org.leasehold.core.model.LockspaceName;
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

  /// Its power devices only: whatever else of the host changed meanwhile stays.
  static void fence(Turn t, String operator, Request.SetFence set) {
    var before = t.entry(set.host());
    if (before == null) {
      OperatorRules.refuse(t, t.name(set.host()), "power", "not a host of this cluster");
      return;
    }
    boolean written =
        DocumentRules.write(
            t,
            t.document().with(t.epoch, before.withFence(set.fence())),
            "power.changed",
            t.name(set.host()),
            "by " + operator);
    if (written) PowerHealthRules.forget(t, set.host());
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

  /// The document says from now on where the claim is kept; who acts goes there with it.
  static void home(Turn t, String operator, LockspaceName domain) {
    var next = t.document().stores().get(domain);
    if (next == null) {
      OperatorRules.refuse(t, "store " + domain, "home", "not a store of this cluster");
      return;
    }
    DocumentRules.write(
        t,
        t.document().withHome(t.epoch, domain),
        "store.home",
        "store " + next.name(),
        "the engine's claim is kept in it, by " + operator);
  }

  /// Merged here, where requests come one after the other: two hosts that join at once both stay.
  static void place(Turn t, String operator, Request.PutPlace put) {
    var store = t.document().stores().get(put.domain());
    if (store == null) {
      OperatorRules.refuse(t, "store " + put.domain(), "place", "not a store of this cluster");
      return;
    }
    put(t, operator, store.with(put.host(), put.place()));
  }

  /// Its definition on the hosts is another one; it must be down, so that none runs from the old.
  static void redefined(Turn t, String operator, Request.Redefined next) {
    var vm = t.vms.get(next.vm());
    var before = t.entry(next.vm());
    if (vm == null || before == null) {
      OperatorRules.refuse(t, t.name(next.vm()), "definition", "not a VM of this cluster");
    } else if (next.revision() <= before.revision()) {
      OperatorRules.refuse(
          t,
          t.name(next.vm()),
          "definition",
          "revision %d is not newer than %d".formatted(next.revision(), before.revision()));
    } else if (!vm.copies().isEmpty() || vm.start() != null) {
      OperatorRules.refuse(t, t.name(next.vm()), "definition", "it has a process on a host");
    } else {
      DocumentRules.write(
          t,
          t.document()
              .with(
                  t.epoch,
                  LeaseMemory.withoutOldLease(
                      before,
                      before.redefined(
                          next.revision(),
                          next.memoryMiB(),
                          next.disks(),
                          next.mode(),
                          next.leaseDomain()))),
          "vm.policy",
          t.name(next.vm()),
          "%s -> %s, revision %d, by %s"
              .formatted(before.mode(), next.mode(), next.revision(), operator));
    }
  }

  static void remove(Turn t, String operator, LockspaceName domain) {
    var store = t.document().stores().get(domain);
    if (store == null) {
      OperatorRules.refuse(t, "store " + domain, "removal", "not a store of this cluster");
      return;
    }
    String not = t.document().needs(store);
    if (not != null) {
      OperatorRules.refuse(t, "store " + store.name(), "removal", not);
      return;
    }
    DocumentRules.write(
        t,
        t.document().without(t.epoch, domain),
        "store.removed",
        "store " + store.name(),
        "by " + operator);
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
