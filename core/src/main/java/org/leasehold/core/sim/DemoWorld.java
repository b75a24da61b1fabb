package org.leasehold.core.sim;

import java.util.EnumSet;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.leasehold.core.engine.Engine;
import org.leasehold.core.engine.EngineState;
import org.leasehold.core.engine.Event;
import org.leasehold.core.engine.Request;
import org.leasehold.core.engine.Step;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.model.VmId;
import org.leasehold.core.volume.BlockFile;

/// A simulated cluster that somebody plays with: time goes on when told, faults come when asked
/// for, every rule is watched as in any other run. Not for several threads.
///
/// The same calls at the same simulated times give the same cluster.
public final class DemoWorld {
  /// A volume on a device of 256 MiB.
  private static final int VOLUME_SLOTS = 256;

  private final World world;
  private final FaultInjector injector;
  private final StepEars ears;
  private final SortedMap<LockspaceName, DemoVolume> volumes = new TreeMap<>();

  private DemoWorld(World world) {
    this.world = world;
    injector = new FaultInjector(world);
    ears = new StepEars(world);
    world.observers.add(ears);
    for (var store : world.stores) {
      if (store.area instanceof ByteLeaseArea area) {
        volumes.put(store.lockspace(), new DemoVolume(area.volume(), VOLUME_SLOTS));
      }
    }
    world.begin();
  }

  /// @param cluster as in a story: `hosts kvm1 kvm2`, `vm web on kvm1`; nothing is started
  /// @param seed of everything that chance decides
  /// @throws IllegalArgumentException if a line cannot be read
  public static DemoWorld of(List<String> cluster, long seed) {
    var scenario = StoryCluster.parse(cluster).scenario(Integer.MAX_VALUE);
    var nothing = EnumSet.noneOf(PlantedBug.class);
    return new DemoWorld(new World(scenario, seed, false, nothing, Engine::new, AreaKind.BYTES));
  }

  public long nowNanos() {
    return world.queue.nowNanos();
  }

  /// Lets everything happen up to a moment.
  public void runTo(long nanos) {
    world.run(nanos);
  }

  private SimEngine engine() {
    return world.engines.getFirst();
  }

  public EngineState state() {
    return engine().state();
  }

  /// One step of the engine, as its edge would journal it.
  public record Stepped(EngineState before, Event event, Step step) {}

  /// What the engine has done since the last call, oldest first.
  public List<Stepped> steps() {
    return ears.take();
  }

  /// Whether the engine has a connection to each host.
  public SortedMap<HostId, Boolean> connections() {
    var all = new TreeMap<HostId, Boolean>();
    for (var link : engine().links()) all.put(world.hostId(link.host.id), link.isConnected());
    return all;
  }

  public void ask(String operator, Request request) {
    engine().ask(operator, request);
  }

  /// @param host from 1; ignored where the kind touches none
  /// @param vm ignored where the kind touches none
  /// @param lastsNanos until it is mended
  /// @param amount nanoseconds of delay where the kind needs one, else 0
  /// @return whether it changed anything
  public boolean inject(FaultKind kind, int host, VmId vm, long lastsNanos, long amount) {
    int before = injector.injected().getOrDefault(kind, 0);
    int number = world.vm(vm).number;
    injector.inject(new Fault(kind, nowNanos(), lastsNanos, host - 1, 0, number, 0, amount));
    return injector.injected().getOrDefault(kind, 0) > before;
  }

  /// Whether a host has power, and its power can be switched on by hand.
  public boolean hasPower(int host) {
    return world.hosts.get(host - 1).isAlive();
  }

  /// Somebody presses the power button.
  public void powerOn(int host) {
    world.hosts.get(host - 1).powerOn("power button");
  }

  /// A byte of a VM's lease rots on the disk, or is mended; only who reads the volume here sees it.
  public void rot(VmId vm, boolean rotten) {
    var of = world.vm(vm);
    var volume = volumes.get(of.store.lockspace());
    if (volume == null || !of.hasLease()) return;
    if (rotten) volume.damage(DemoVolume.slotOf(of));
    else volume.mend(DemoVolume.slotOf(of));
  }

  /// The bytes of a domain's volume, to be read.
  ///
  /// @throws IllegalArgumentException if there is no such domain
  public BlockFile volume(LockspaceName domain) {
    var volume = volumes.get(domain);
    if (volume == null) throw new IllegalArgumentException("no storage domain " + domain);
    return volume;
  }

  /// Rules that were broken: none, ever.
  public List<String> violations() {
    return world.observers.violations().stream().map(Violation::toString).toList();
  }
}
