package org.leasehold.core.sim;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.engine.EngineState;
import org.leasehold.core.engine.HostRecord;
import org.leasehold.core.engine.VmRecord;
import org.leasehold.core.model.ClusterDocument;
import org.leasehold.core.model.Grade;
import org.leasehold.core.model.HaMode;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.model.StoreEntry;
import org.leasehold.core.model.VmEntry;
import org.leasehold.core.model.VmId;

/// A real cluster as the simulator can play it: its hosts, stores, VMs, policies and settings, and
/// where each VM runs now.
///
/// Hosts get the ids 1, 2, 3 ... in the order of their real ids. What is not known is assumed:
/// power devices answer, guests boot in 5 s, an engine stands where no plug is pulled.
final class PresentCluster {
  private static final int MEMORY_UNKNOWN_MIB = 1024;
  private static final long BOOT_MILLIS = 5000;

  private final EngineState state;
  private final ClusterDocument document;
  private final List<HostId> hosts;
  private final List<StoreEntry> stores;
  private final SortedMap<VmId, HostId> places = new TreeMap<>();

  PresentCluster(EngineState state) {
    var now = state.document();
    boolean empty =
        now == null || now.hosts().isEmpty() || now.stores().isEmpty() || now.vms().isEmpty();
    if (now == null || empty) {
      throw new IllegalArgumentException(
          "there is nothing to pull: the cluster needs a host, a storage domain and a VM first");
    }
    this.state = state;
    document = now;
    hosts = List.copyOf(now.hosts().keySet());
    stores = new ArrayList<>();
    for (var store : now.stores().values()) {
      if (store.domain().equals(now.home())) stores.addFirst(store);
      else stores.addLast(store);
    }
    for (var vm : now.vms().keySet()) {
      var at = place(vm);
      if (at != null) places.put(vm, at);
    }
  }

  private @Nullable HostId place(VmId vm) {
    var record = state.vms().get(vm);
    if (record == null) return null;
    var at = hasProcess(record) ? record.host() : null;
    if (at == null || !isThere(at)) at = record.plan();
    return at != null && isThere(at) ? at : null;
  }

  private static boolean hasProcess(VmRecord vm) {
    return switch (vm.status()) {
      case UP, STARTING, REBOOTING, POWERING_DOWN, PAUSED, SAVING, MIGRATING, NOT_RESPONDING ->
          true;
      case UNASSIGNED, DOWN, UNKNOWN -> false;
    };
  }

  /// Whether its agent answers now: the others are simulated without power.
  boolean isThere(HostId host) {
    var record = state.hosts().get(host);
    return record != null && record.status().answers() && record.report() != null;
  }

  List<HostId> hosts() {
    return hosts;
  }

  /// Where each VM is to run before a plug is pulled, by real ids.
  SortedMap<VmId, HostId> places() {
    return Collections.unmodifiableSortedMap(places);
  }

  /// @return the simulator's id
  HostId simulated(HostId real) {
    int index = hosts.indexOf(real);
    if (index < 0) throw new IllegalArgumentException("no host " + real + " in this cluster");
    return new HostId(index + 1);
  }

  /// @return the cluster's id
  HostId real(HostId simulated) {
    return hosts.get(simulated.value() - 1);
  }

  int store(LockspaceName domain) {
    for (int i = 0; i < stores.size(); i++) if (stores.get(i).domain().equals(domain)) return i;
    throw new IllegalArgumentException("no storage domain " + domain + " in this cluster");
  }

  Scenario scenario() {
    var ofHosts = new ArrayList<Scenario.Host>();
    for (var id : hosts) ofHosts.add(host(id));
    var ofStores = new ArrayList<Scenario.Store>();
    for (var store : stores)
      ofStores.add(new Scenario.Store(store.domain().text(), store.ioTimeout()));
    var ofVms = new ArrayList<Scenario.Vm>();
    for (var vm : document.vms().values()) ofVms.add(vm(vm));
    return new Scenario(
        ofHosts,
        ofStores,
        ofVms,
        List.of(new Scenario.EngineAt("what-if", -1)),
        document.settings(),
        Integer.MAX_VALUE,
        false);
  }

  private Scenario.Host host(HostId id) {
    var entry = document.hosts().get(id);
    var record = state.hosts().get(id);
    var report = record == null ? null : record.report();
    boolean watched = report != null && report.protection().grade() == Grade.WATCHDOG;
    return new Scenario.Host(
        entry == null ? id.toString() : entry.name(),
        report == null ? MEMORY_UNKNOWN_MIB : (int) report.capacity().memoryMiB(),
        watched ? Watchdog.HARD : Watchdog.NONE,
        0,
        // nobody is to bring back what is down
        entry != null && entry.fence().enabled() && isThere(id),
        true,
        true);
  }

  /// Its lease's id is its name: so both are the real ones.
  private Scenario.Vm vm(VmEntry vm) {
    return new Scenario.Vm(
        vm.id().text(),
        storeOf(vm),
        (int) vm.memoryMiB(),
        vm.priority(),
        atFirst(vm.mode()),
        BOOT_MILLIS,
        vm.allowed(),
        0);
  }

  /// The engine starts no VM of mode `off`; it becomes that once it runs.
  private static HaMode atFirst(HaMode mode) {
    return mode == HaMode.OFF ? HaMode.CONFIRM : mode;
  }

  private int storeOf(VmEntry vm) {
    var domain = vm.leaseDomain();
    if (domain != null) return store(domain);
    for (int i = 0; i < stores.size(); i++) {
      for (var place : stores.get(i).places().values()) {
        var folder = place.path().substring(0, place.path().lastIndexOf('/') + 1);
        boolean here = folder.length() > 1;
        if (here && vm.disks().sources().stream().anyMatch(disk -> disk.startsWith(folder)))
          return i;
      }
    }
    return 0;
  }

  /// The simulator's own first document with the real names and policies.
  ClusterDocument amended(ClusterDocument first) {
    var vms = new TreeMap<VmId, VmEntry>();
    first.vms().forEach((id, vm) -> vms.put(id, amended(vm)));
    var ofStores = new TreeMap<LockspaceName, StoreEntry>();
    for (var store : stores) {
      ofStores.put(
          store.domain(),
          new StoreEntry(
              store.domain(), store.name(), store.ioTimeout(), store.active(), new TreeMap<>()));
    }
    return new ClusterDocument(
        first.epoch(),
        first.revision(),
        first.hosts(),
        ofStores,
        vms,
        first.home(),
        first.settings());
  }

  private VmEntry amended(VmEntry simulated) {
    var vm = document.vms().get(simulated.id());
    if (vm == null) return simulated;
    return new VmEntry(
            vm.id(),
            vm.name(),
            1,
            vm.memoryMiB(),
            simulated.mode(),
            simulated.leaseDomain(),
            vm.priority(),
            simulated.wanted(),
            vm.resume(),
            able(vm),
            vm.startAfter(),
            vm.apartFrom(),
            simulated.disks(),
            vm.allowed())
        .withTags(vm.tags());
  }

  /// Where it may run, without the hosts that lack something it needs, such as a bridge.
  private List<HostId> able(VmEntry vm) {
    var able = new ArrayList<HostId>();
    boolean lacking = false;
    for (var id : hosts) {
      boolean allowed = vm.allowedHosts().isEmpty() || vm.allowedHosts().contains(id);
      boolean here = id.equals(places.get(vm.id()));
      if (here || (allowed && !lacks(state.hosts().get(id), vm))) able.add(simulated(id));
      else lacking = true;
    }
    return lacking ? able : List.of();
  }

  /// Room is the simulated engine's own concern; a lockspace that is not joined now may be later.
  private static boolean lacks(@Nullable HostRecord host, VmEntry vm) {
    var answer = host == null ? null : host.answers().get(vm.id());
    if (answer == null || answer.yes()) return false;
    return answer.reasons().stream()
        .anyMatch(reason -> !reason.contains("memory") && !reason.contains("lockspace"));
  }

  /// Policies that cannot stand at the cold start, by VM.
  Map<VmId, VmEntry> later(ClusterDocument simulated) {
    var later = new TreeMap<VmId, VmEntry>();
    for (var vm : document.vms().values()) {
      var entry = simulated.vms().get(vm.id());
      if (vm.mode() == HaMode.OFF && entry != null) {
        later.put(
            vm.id(),
            entry.redefined(
                entry.revision() + 1, entry.memoryMiB(), entry.disks(), HaMode.OFF, null));
      }
    }
    return later;
  }

  EngineState state() {
    return state;
  }
}
