package org.leasehold.core.sim;

import java.util.List;
import java.util.TreeMap;
import org.leasehold.core.model.ClusterDocument;
import org.leasehold.core.model.DiskSet;
import org.leasehold.core.model.Epoch;
import org.leasehold.core.model.FenceDevice;
import org.leasehold.core.model.FenceSettings;
import org.leasehold.core.model.HaMode;
import org.leasehold.core.model.HostEntry;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.model.ResumeBehaviour;
import org.leasehold.core.model.StoreEntry;
import org.leasehold.core.model.VmEntry;
import org.leasehold.core.model.VmId;
import org.leasehold.core.model.Wanted;

/// The cluster document of a fresh world.
final class Documents {
  private Documents() {}

  static ClusterDocument first(World world) {
    var hosts = new TreeMap<HostId, HostEntry>();
    for (var host : world.hosts) {
      var id = world.hostId(host.id);
      boolean fenced = world.scenario.hosts().get(host.id - 1).fence();
      var fence = fenced ? settings(host.name) : FenceSettings.NONE;
      hosts.put(id, new HostEntry(id, host.name, false, fence));
    }
    var stores = new TreeMap<LockspaceName, StoreEntry>();
    for (var store : world.stores) {
      stores.put(store.lockspace(), new StoreEntry(store.lockspace(), store.io, true));
    }
    var vms = new TreeMap<VmId, VmEntry>();
    for (var vm : world.vms) vms.put(vm.id(), entry(world, vm));
    return new ClusterDocument(
        new Epoch(1), 1, hosts, stores, vms, world.home().lockspace(), world.scenario.settings());
  }

  private static FenceSettings settings(String host) {
    var device = new FenceDevice("bmc of " + host, 1, "fence_ipmilan", new TreeMap<>(), "");
    return new FenceSettings(true, "", List.of(device));
  }

  private static VmEntry entry(World world, SimVm vm) {
    var at = world.scenario.vms().get(vm.number);
    return new VmEntry(
        vm.id(),
        vm.name,
        1,
        vm.memoryMib,
        at.mode(),
        at.mode() == HaMode.PROTECTED ? vm.store.lockspace() : null,
        vm.priority,
        new Wanted(at.startOn() < 0 ? Wanted.State.RUNNING : Wanted.State.OFF, "start", 0),
        at.mode() == HaMode.PROTECTED ? ResumeBehaviour.KILL : ResumeBehaviour.AUTO_RESUME,
        List.of(),
        List.of(),
        "",
        new DiskSet(vm.disks.stream().map(d -> d.name).toList(), true),
        at.allowed());
  }
}
