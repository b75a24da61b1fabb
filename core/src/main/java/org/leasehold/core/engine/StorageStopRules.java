package org.leasehold.core.engine;

import org.jspecify.annotations.Nullable;
import org.leasehold.core.model.LeaseSight;
import org.leasehold.core.model.LeaseVersion;
import org.leasehold.core.model.SanlockHostState;
import org.leasehold.core.model.VmEntry;
import org.leasehold.core.model.VmId;

/// Management lost, heartbeat alive: end just one VM through the store, where the admin allowed it
/// for that VM (D9, S17).
final class StorageStopRules {
  static final String ASKED = "storage stop";

  private StorageStopRules() {}

  static void tick(Turn t) {
    for (var vm : t.queue.values()) {
      var entry = t.entry(vm.id());
      if (vm.status() != VmStatus.UNKNOWN || entry == null) continue;
      if (entry.allowed().storageSideStop()) consider(t, vm, entry);
    }
  }

  private static void consider(Turn t, VmRecord vm, VmEntry entry) {
    var lockspace = entry.leaseDomain();
    var host = vm.host() == null ? null : t.hosts.get(vm.host());
    var via = vm.plan() == null ? null : t.hosts.get(vm.plan());
    var treatment = host == null ? null : host.treatment();
    if (lockspace == null || host == null || via == null || treatment == null) return;
    var lease = Sights.lease(via, lockspace, vm.id().lease());
    var seen = Sights.host(via, lockspace, host.id());
    if (lease == null || seen == null || !isHeldByLiving(host, lease.sight(), seen)) return;
    String asked = vm.alerts().get(ASKED);
    String version = lease.sight().version().toString();
    if (version.equals(asked)) return;
    String held = held(t, host, treatment, via, lease);
    if (held != null) {
      hold(t, vm.id(), held);
      return;
    }
    ask(t, vm, entry, via, lease.sight());
  }

  /// Still waits for other things first, such as evidence; the gate is told beside it.
  private static void hold(Turn t, VmId id, String held) {
    var vm = t.vms.get(id);
    if (vm == null) return;
    int colon = held.indexOf(':');
    String gate = colon < 0 ? held : held.substring(0, colon);
    if (gate.equals(vm.alerts().get("storage stop held"))) return;
    var draft = vm.draft();
    draft.alerts = draft.alerts.with("storage stop held", gate);
    t.update(draft);
    t.log(
        Severity.INFO, "vm.storage-stop.held", t.name(id), "storage-side stop held: " + gate, held);
  }

  private static boolean isHeldByLiving(HostRecord host, LeaseSight lease, Sights.OfHost seen) {
    var owner = lease.owner();
    return lease.held()
        && owner != null
        && owner.host().equals(host.id())
        && owner.generation().equals(seen.sight().generation())
        && seen.sight().state() == SanlockHostState.LIVE;
  }

  private static @Nullable String held(
      Turn t, HostRecord host, Treatment treatment, HostRecord via, Sights.OfLease lease) {
    String gate = TreatmentRules.held(t, host);
    if (gate != null) return gate;
    String again = t.mustLookAgain(via);
    if (again != null) return again;
    var limit = t.settings().watching().evidenceAgeMax();
    long age = t.now - lease.atNanos();
    return age > limit.toNanos()
        ? "S15 stale evidence: lease read %s ago, limit %d s"
            .formatted(Turn.seconds(age), limit.toSeconds())
        : VantageRules.secondVantage(t, host, treatment);
  }

  private static void ask(Turn t, VmRecord vm, VmEntry entry, HostRecord via, LeaseSight lease) {
    var owner = lease.owner();
    var lockspace = entry.leaseDomain();
    var now = t.vms.get(vm.id());
    if (owner == null || lockspace == null || now == null) return;
    LeaseVersion next =
        t.holds(Safeguard.EXACT_VERSION)
            ? lease.version().next()
            : new LeaseVersion(lease.version().value() + 2);
    String why =
        "management of %s lost, its heartbeat lives; allowed for this VM; %s holds version %s"
            .formatted(t.name(owner.host()), owner, lease.version());
    t.order(
        new Command.StorageSideStop(
            t.header(via.id(), why),
            vm.id(),
            via.id(),
            lockspace,
            owner,
            lease.version(),
            next,
            false),
        "vm.storage-stop",
        t.name(vm.id()),
        "storage-side stop of version " + lease.version());
    var draft = now.draft();
    draft.alerts = draft.alerts.with(ASKED, lease.version().toString());
    t.update(draft);
  }

  /// The graceful request did not end it within the request time (6N): force, same version.
  static void ended(Turn t, Command.StorageSideStop stop, Outcome outcome) {
    if (outcome instanceof Outcome.Done || stop.force()) return;
    t.log(
        Severity.WARNING,
        "vm.storage-stop.failed",
        t.name(stop.vm()),
        "storage-side stop failed",
        outcome.inWords());
    var vm = t.vms.get(stop.vm());
    if (vm == null || t.mayNotAct() != null) return;
    String why = "the graceful request did not end it: " + outcome.inWords();
    t.order(
        new Command.StorageSideStop(
            t.header(stop.via(), why),
            stop.vm(),
            stop.via(),
            stop.lockspace(),
            stop.owner(),
            stop.held(),
            stop.next(),
            true),
        "vm.storage-stop.force",
        t.name(stop.vm()),
        "forced storage-side stop of version " + stop.held());
  }
}
