package org.leasehold.core.engine;

import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.LiveDisks;
import org.leasehold.core.model.VmEntry;
import org.leasehold.core.model.VmId;

/// What people decide about disks that differ from the last live set (S5).
final class DiskRequests {
  /// The kernel writes dirty pages within 30 s (vm.dirty_expire_centisecs); twice that.
  private static final long WRITTEN_BACK_NANOS = 60 * Turn.SECOND;

  private DiskRequests() {}

  /// The definition stands, whatever the last live set was: refused while the copy that had it may
  /// still write.
  static void accept(Turn t, String operator, VmId id) {
    var vm = t.vms.get(id);
    var entry = t.entry(id);
    String not =
        vm == null || entry == null ? "not a VM of this cluster" : notAccepted(t, vm, entry);
    var live = vm == null || entry == null ? null : DiskGates.lastLive(vm, entry);
    if (entry == null || live == null || not != null) {
      OperatorRules.refuse(
          t, t.name(id), "accepting its disks by " + operator, not == null ? "" : not);
      return;
    }
    boolean written =
        DocumentRules.write(
            t,
            t.document().with(t.epoch, entry.withLive(live.with(entry.disks()))),
            "vm.disks.accepted",
            t.name(id),
            "as defined, by %s: last live %s, defined %s"
                .formatted(operator, DriftRules.text(live.disks()), entry.disks().sources()));
    if (written) QueueRules.consider(t, List.of(id));
  }

  private static @Nullable String notAccepted(Turn t, VmRecord vm, VmEntry entry) {
    var live = DiskGates.lastLive(vm, entry);
    if (live == null || live.disks().equals(entry.disks())) {
      return "its last live disks are as defined";
    }
    if (entry.isProtected() && !entry.disks().directOnly()) {
      return "its definition names a cache other than none or directsync: change the definition";
    }
    var hosts = new TreeSet<HostId>();
    for (var copy : vm.copies().values()) {
      // One last seen with the disks as defined had no others: S1 judges it at the start, as it did
      // when the VM was started elsewhere.
      if (!copy.seen().disks().equals(entry.disks())) hosts.add(copy.host());
    }
    if (vm.host() != null) hosts.add(vm.host());
    hosts.add(live.host());
    for (var id : hosts) {
      var host = t.hosts.get(id);
      String text = host == null ? null : mayStillWrite(t, vm, entry, live, host);
      if (text != null) return text;
    }
    return null;
  }

  private static @Nullable String mayStillWrite(
      Turn t, VmRecord vm, VmEntry entry, LiveDisks live, HostRecord host) {
    var word = host.confirmation();
    var known = t.entry(host.id());
    if (word != null && known != null && word.typed().equals(known.name())) return null;
    String name = t.name(host.id());
    if (vm.copies().has(host.id())) return "it may still run on " + name;
    if (!host.status().answers() || host.report() == null) {
      return name
          + " had it and does not answer: what it has not written yet may land; confirm with its"
          + " name typed that it has been rebooted";
    }
    boolean rebooted = vm.isOn(host.id()) && vm.boot() != null && !vm.boot().equals(host.boot());
    if (rebooted || live.disks().directOnly()) return null;
    long ended = t.now - Math.max(vm.changedNanos(), t.startedNanos);
    if (ended < WRITTEN_BACK_NANOS) {
      return "%s has been without it for %s: what it had in its page cache may be written for %s"
          .formatted(name, Turn.seconds(ended), Turn.seconds(WRITTEN_BACK_NANOS));
    }
    var space = entry.leaseDomain();
    var standing = space == null ? null : Sights.lockspace(host, space);
    return space == null || (standing != null && standing.isRenewing())
        ? null
        : name + " does not renew in " + space + ": what it has not written yet may land";
  }
}
