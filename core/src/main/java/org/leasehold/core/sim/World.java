package org.leasehold.core.sim;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.engine.Engine;
import org.leasehold.core.model.ClusterDocument;
import org.leasehold.core.model.HaMode;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.LeaseId;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.model.VmId;

/// Everything that exists in one run.
final class World {
  final EventQueue queue = new EventQueue();
  final SeededRandom chance;
  final SimLog log;
  final Scenario scenario;
  final List<SimStore> stores = new ArrayList<>();
  final List<SimHost> hosts = new ArrayList<>();
  final List<SimVm> vms = new ArrayList<>();
  final List<SimEngine> engines = new ArrayList<>();
  final SimNetwork network;
  final Observers observers;
  final Renewals renewals;
  final ClusterDocument firstDocument;
  boolean ioCannotBeKilled;

  /// Somebody looks now and then at what waits for people.
  boolean peopleLookAround;

  private final Set<PlantedBug> planted;
  private final List<HostId> hostIds = new ArrayList<>();
  private final TreeMap<VmId, SimVm> vmById = new TreeMap<>();
  private final TreeMap<LockspaceName, SimStore> storeByName = new TreeMap<>();
  private final TreeMap<String, SimDisk> diskByName = new TreeMap<>();
  private int claimSlot;
  private int pids = 1000;

  /// @param planted rules left out on purpose; empty outside tests
  World(
      Scenario scenario,
      long seed,
      boolean logged,
      Set<PlantedBug> planted,
      Supplier<Engine> engine,
      AreaKind areas) {
    this(scenario, seed, logged, planted, engine, areas, UnaryOperator.identity());
  }

  /// @param amend of the first document, where the scenario cannot say all of it
  World(
      Scenario scenario,
      long seed,
      boolean logged,
      Set<PlantedBug> planted,
      Supplier<Engine> engine,
      AreaKind areas,
      UnaryOperator<ClusterDocument> amend) {
    this.scenario = scenario;
    this.chance = SeededRandom.stream(seed, 2);
    this.log = new SimLog(logged);
    this.planted = planted.isEmpty() ? EnumSet.noneOf(PlantedBug.class) : EnumSet.copyOf(planted);
    this.ioCannotBeKilled = scenario.ioCannotBeKilled();
    this.network = new SimNetwork(this);
    this.renewals = new Renewals(scenario.hosts().size());
    this.observers = new Observers(this);
    for (int i = 0; i < scenario.stores().size(); i++) addStore(i, areas);
    for (var host : scenario.hosts()) addHost(host);
    for (var vm : scenario.vms()) addVm(vm);
    this.firstDocument = amend.apply(Documents.first(this));
    for (var host : hosts) host.agent.notes.document = firstDocument;
    for (var at : scenario.engines()) addEngine(at, engine.get());
  }

  private void addStore(int index, AreaKind areas) {
    var store = scenario.stores().get(index);
    var area = areas.make(scenario, index);
    var made = new SimStore(store.name(), stores.size(), store.io(), area);
    int slot = made.addLease(LeaseId.ENGINE.text());
    if (stores.isEmpty()) claimSlot = slot;
    stores.add(made);
    storeByName.put(made.lockspace(), made);
  }

  private void addHost(Scenario.Host at) {
    int id = hosts.size() + 1;
    hostIds.add(new HostId(id));
    var host = new SimHost(this, id, at.name(), at.memoryMib(), at.watchdog());
    host.driftPpm = at.driftPpm();
    host.hookInstalled = at.hook();
    host.selfResetAllowed = at.selfReset();
    for (var store : stores) host.paths.add(new SimPath(host, store, chance));
    hosts.add(host);
  }

  private void addVm(Scenario.Vm at) {
    var store = stores.get(at.store());
    boolean leased = at.mode() == HaMode.PROTECTED;
    int slot = leased ? store.addLease(at.name()) : -1;
    var vm =
        new SimVm(
            vms.size(),
            at.name(),
            store,
            slot,
            at.memoryMib(),
            at.priority(),
            leased,
            SimTime.millis(at.bootMillis()));
    vm.disks.add(addDisk(store, at.name() + "-disk1"));
    vms.add(vm);
    vmById.put(vm.id(), vm);
  }

  SimDisk addDisk(SimStore store, String name) {
    var disk = store.addDisk(name);
    diskByName.put(name, disk);
    return disk;
  }

  private void addEngine(Scenario.EngineAt at, Engine engine) {
    var host = at.host() < 0 ? null : hosts.get(at.host());
    var made = new SimEngine(this, at.name(), host, engine, firstDocument);
    for (var other : hosts) network.add(new SimLink(made, other, network, chance));
    engines.add(made);
  }

  /// Power everywhere at time 0; engines on desktops start with it.
  void begin() {
    for (var host : hosts) host.powerOn("start");
    for (var engine : engines) {
      if (engine.runsOn == null) engine.start();
      else startEngineOnHost(engine);
    }
  }

  /// systemd starts the service some seconds after boot, and again after a crash.
  void startEngineOnHost(SimEngine engine) {
    if (engine.runsOn != null) engine.runsOn.later(SimTime.seconds(6), engine::start);
  }

  /// Lets everything happen until the end.
  void run(long endNanos) {
    while (queue.step(endNanos)) observers.afterEvent();
  }

  boolean planted(PlantedBug bug) {
    return planted.contains(bug);
  }

  int nextPid() {
    return ++pids;
  }

  int claimSlot() {
    return claimSlot;
  }

  SimStore home() {
    return stores.getFirst();
  }

  HostId hostId(int id) {
    return hostIds.get(id - 1);
  }

  SimVm vm(VmId id) {
    var vm = vmById.get(id);
    if (vm == null) throw new IllegalArgumentException("no VM " + id);
    return vm;
  }

  SimStore store(LockspaceName name) {
    var store = storeByName.get(name);
    if (store == null) throw new IllegalArgumentException("no store " + name);
    return store;
  }

  /// The disks as a definition names them.
  List<SimDisk> disks(@Nullable ClusterDocument document, SimVm vm) {
    if (document == null) return List.copyOf(vm.disks);
    var entry = document.vms().get(vm.id());
    if (entry == null) return List.copyOf(vm.disks);
    var disks = new ArrayList<SimDisk>();
    for (var source : entry.disks().sources()) {
      var disk = diskByName.get(source);
      if (disk != null) disks.add(disk);
    }
    return disks;
  }

  // What the invariants hear.

  void copyChanged(SimCopy copy) {
    var agent = copy.host.agent;
    queue.changed();
    copy.vm.changedNanos = queue.nowNanos();
    copy.vm.changedAtReport.put(
        copy.host.id, new SimVm.Changed(agent.notes.instances, agent.reports.number()));
    if (agent.isAlive()) agent.changed();
    observers.copyChanged(copy);
  }

  void twoWriters(SimCopy by, SimCopy other, SimDisk disk, String how) {
    observers.twoWriters(by, other, disk, how);
  }

  void deltaWritten(SimStore store, SimHost host, long generation) {
    queue.changed();
    renewals.written(store, host, generation);
    observers.deltaWritten(store, host, generation);
  }

  void leaderWritten(SimStore store, int slot) {
    queue.changed();
    observers.leaderWritten(store, slot);
  }
}
