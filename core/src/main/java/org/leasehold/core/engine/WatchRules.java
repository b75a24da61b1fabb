package org.leasehold.core.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.LeaseId;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.model.VmId;
import org.leasehold.core.model.WatchReport;

/// Who looks at whose heartbeat and which leases, once a second: the planned target of each VM that
/// may have to start, so that the start can be asked for the moment its sanlock says so.
final class WatchRules {
  /// A watch that yields no look is asked for again.
  private static final Duration ASK_AGAIN = Duration.ofSeconds(5);

  private WatchRules() {}

  private record Wish(SortedSet<HostId> hosts, SortedSet<LeaseId> leases) {
    static Wish none() {
      return new Wish(new TreeSet<>(), new TreeSet<>());
    }
  }

  static void looked(Turn t, WatchReport look) {
    var host = t.hosts.get(look.watcher());
    if (host == null || !look.boot().equals(host.boot())) return;
    var before = host.looks().get(look.lockspace());
    if (t.holds(Safeguard.STALE_REPORT) && before != null && isOld(before.report(), look)) return;
    var draft = host.draft();
    draft.looks = draft.looks.with(look.lockspace(), new HostRecord.Look(look, t.now));
    t.update(draft);
    NewestLives.seen(t, look.lockspace(), look.hosts());
    var ids = new ArrayList<VmId>();
    for (var lease : look.leases()) ids.add(new VmId(lease.lease().text()));
    QueueRules.consider(t, ids);
  }

  private static boolean isOld(WatchReport before, WatchReport look) {
    int byAgent = look.agent().compareTo(before.agent());
    return byAgent < 0 || (byAgent == 0 && look.number() <= before.number());
  }

  /// Asks for what is missing, and ends what is not needed any more.
  static void tick(Turn t) {
    var wishes = new TreeMap<HostId, SortedMap<LockspaceName, Wish>>();
    for (var vm : t.queue.values()) {
      var entry = t.entry(vm.id());
      var plan = vm.plan();
      if (entry == null || plan == null || vm.restart() == null) continue;
      var lockspace = entry.leaseDomain();
      if (lockspace == null) continue;
      var wish =
          wishes
              .computeIfAbsent(plan, _ -> new TreeMap<>())
              .computeIfAbsent(lockspace, _ -> Wish.none());
      wish.leases().add(vm.id().lease());
      if (vm.host() != null && !vm.host().equals(plan)) wish.hosts().add(vm.host());
      for (var copy : vm.copies().keys()) if (!copy.equals(plan)) wish.hosts().add(copy);
    }
    for (var host : t.hosts.values()) {
      if (!host.status().answers()) continue;
      var of = wishes.getOrDefault(host.id(), new TreeMap<>());
      for (var wish : of.entrySet()) ask(t, host.id(), wish.getKey(), wish.getValue());
      for (var old : host.watches()) {
        boolean idle = old.value().leases().isEmpty() && old.value().hosts().isEmpty();
        if (!idle && !of.containsKey(old.key())) ask(t, host.id(), old.key(), Wish.none());
      }
    }
  }

  private static void ask(Turn t, HostId watcher, LockspaceName lockspace, Wish wish) {
    var host = t.hosts.get(watcher);
    if (host == null) return;
    var asked = host.watches().get(lockspace);
    var hosts = List.copyOf(wish.hosts());
    var leases = List.copyOf(wish.leases());
    boolean same = asked != null && asked.hosts().equals(hosts) && asked.leases().equals(leases);
    var look = host.looks().get(lockspace);
    long heard = look == null ? -1 : look.atNanos();
    boolean quiet =
        asked != null
            && t.hasPassed(Math.max(asked.askedNanos(), heard), ASK_AGAIN)
            && !leases.isEmpty();
    if (same && !quiet) return;
    var draft = host.draft();
    draft.watches = draft.watches.with(lockspace, new HostRecord.WatchList(hosts, leases, t.now));
    t.update(draft);
    String why = leases.size() + " leases may have to be taken there";
    t.tell(new Command.Watch(t.header(watcher, why), watcher, lockspace, hosts, leases));
  }
}
