package org.leasehold.core.engine;

import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.model.Generation;
import org.leasehold.core.model.HostEntry;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.HostSight;
import org.leasehold.core.model.SanlockHostState;
import org.leasehold.core.model.VmId;

/// A host leaves the cluster (S11).
///
/// One that answers does so in maintenance, with nothing on it. One that is silent for good does so
/// when its power was verified off or a person says that it is off, once every VM that was seen on
/// it is known to run there no more: nobody will ever report that its process is gone (S1). One
/// that this engine has never heard is no better: what runs there was seen by an engine before it.
final class HostRemoval {
  private HostRemoval() {}

  static void remove(Turn t, String operator, HostId id) {
    var host = t.hosts.get(id);
    var entry = t.entry(id);
    String not =
        host == null || entry == null ? "not a host of this cluster" : obstacle(t, host, entry);
    if (not != null) {
      OperatorRules.refuse(t, t.name(id), "removal", not);
      return;
    }
    boolean written =
        DocumentRules.write(
            t, t.document().without(t.epoch, id), "host.removed", t.name(id), "by " + operator);
    if (written) for (var vm : t.vms.values()) forget(t, vm, id);
  }

  /// A host that is no host of the document any more, as another engine wrote it: what is over by
  /// the leases is forgotten, anything else goes on holding starts.
  static void left(Turn t, HostId id) {
    for (var vm : t.vms.values()) {
      var copy = vm.copies().get(id);
      if (copy != null && isHeldElsewhere(t, vm, copy)) forget(t, vm, id);
    }
  }

  private static void forget(Turn t, VmRecord vm, HostId host) {
    if (!vm.copies().has(host)) return;
    var draft = vm.draft();
    draft.copies = draft.copies.without(host);
    DoubleRunRules.copyGone(draft, host);
    t.update(draft);
  }

  private static @Nullable String obstacle(Turn t, HostRecord host, HostEntry entry) {
    boolean isSilent =
        host.status() == HostStatus.NON_RESPONSIVE || host.status() == HostStatus.DOWN;
    if (isSilent && mayRunAnything(t, host)) return whileSilent(t, host, entry);
    if (!host.vms().isEmpty() || !host.copies().isEmpty()) {
      int vms = Math.max(host.vms().size(), host.copies().size());
      return vms + " VMs are on it; move them or shut them down first";
    }
    return host.status() == HostStatus.MAINTENANCE || !mayRunAnything(t, host)
        ? null
        : "it is %s; maintenance first".formatted(host.status().word());
  }

  /// Of a host that this engine has never heard, nothing runs for certain only where it never
  /// joined a lockspace and every VM without a lease is seen elsewhere.
  private static boolean mayRunAnything(Turn t, HostRecord host) {
    return host.report() != null
        || !host.vms().isEmpty()
        || hasJoined(t, host.id())
        || mayRunUnseen(t, host) != null;
  }

  private static boolean hasJoined(Turn t, HostId id) {
    for (var store : t.document().stores().values()) {
      if (store.places().containsKey(id)) return true;
    }
    for (var other : t.hosts.values()) {
      for (var space : Sights.lockspaces(other)) {
        var seen = Sights.host(other, space, id);
        if (seen != null && !isUnused(seen.sight())) return true;
      }
    }
    return false;
  }

  private static boolean isUnused(HostSight sight) {
    return sight.state() == SanlockHostState.FREE && sight.generation().equals(Generation.NEVER);
  }

  /// A VM without a lease that no host shows: it may run on one that was not heard.
  private static @Nullable VmId mayRunUnseen(Turn t, HostRecord host) {
    if (host.report() != null) return null;
    for (var vm : t.vms.values()) {
      var policy = t.entry(vm.id());
      if (policy == null || policy.isProtected()) continue;
      if (!isElsewhere(vm, host.id())) return vm.id();
    }
    return null;
  }

  private static boolean isElsewhere(VmRecord vm, HostId host) {
    for (var id : vm.copies().keys()) if (!id.equals(host)) return true;
    return false;
  }

  private static @Nullable String whileSilent(Turn t, HostRecord host, HostEntry entry) {
    if (!entry.maintenance()) {
      return "it is %s; maintenance first".formatted(host.status().word());
    }
    var treatment = host.treatment();
    if (treatment != null && treatment.command() != null) {
      return "it is just being treated; wait until that has ended";
    }
    var waiting = new ArrayList<String>();
    for (var vm : t.vms.values()) if (mayBeThere(vm, host)) waiting.add(t.name(vm.id()));
    if (!waiting.isEmpty()) {
      return "%s: on it last, and nowhere else yet; wait until they are, or start them elsewhere"
          .formatted(String.join(", ", waiting));
    }
    var word = host.confirmation();
    if (word == null && host.status() != HostStatus.DOWN) {
      return "it is silent, and nobody has confirmed that it is off: leasehold host confirm-rebooted "
          + entry.name();
    }
    String alive = ConfirmationRules.signOfLife(t, host);
    if (alive != null) return alive;
    for (var id : host.copies().keys()) {
      var vm = t.vms.get(id);
      var copy = vm == null ? null : vm.copies().get(host.id());
      if (vm == null || copy == null || isHeldElsewhere(t, vm, copy)) continue;
      var policy = t.entry(id);
      if (policy == null) continue;
      if (policy.isProtected()) {
        return "%s was seen on it, and no other host shows its lease since; start it elsewhere first"
            .formatted(t.name(id));
      }
      if (!isTyped(word, entry)) return nameFirst(t.name(id) + " was seen on it", entry);
    }
    var unseen = mayRunUnseen(t, host);
    return unseen == null || isTyped(word, entry)
        ? null
        : nameFirst(t.name(unseen) + " may run on it", entry);
  }

  private static boolean isTyped(HostRecord.@Nullable Confirmation word, HostEntry entry) {
    return word != null && word.typed().equals(entry.name());
  }

  private static String nameFirst(String because, HostEntry entry) {
    return "%s and has no lease: leasehold host confirm-rebooted %s --type-name %s"
        .formatted(because, entry.name(), entry.name());
  }

  /// Recorded there and not ended, or on its way from or to it: how that ended is not known.
  private static boolean mayBeThere(VmRecord vm, HostRecord host) {
    var way = vm.migration();
    if (way != null && (way.from().equals(host.id()) || way.to().equals(host.id()))) return true;
    return host.vms().has(vm.id()) && (vm.status() != VmStatus.DOWN || vm.start() != null);
  }

  /// Another host that answers shows the VM with its lease, acquired after the copy's: sanlock gave
  /// it out because the copy's host had lost it.
  private static boolean isHeldElsewhere(Turn t, VmRecord vm, Copy copy) {
    var before = copy.seen().lease();
    if (before == null) return false;
    for (var other : vm.copies().values()) {
      var lease = other.seen().lease();
      var host = t.hosts.get(other.host());
      if (other.host().equals(copy.host()) || lease == null || host == null) continue;
      if (host.status().answers()
          && lease.heldInDaemon()
          && lease.leaderIsOurs()
          && lease.lockspace().equals(before.lockspace())
          && lease.version().compareTo(before.version()) > 0) {
        return true;
      }
    }
    return false;
  }
}
