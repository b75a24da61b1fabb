package org.leasehold.core.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.leasehold.core.engine.EngineState;
import org.leasehold.core.engine.Headroom;
import org.leasehold.core.engine.HostStatus;
import org.leasehold.core.engine.Request;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.VmId;

class WhatIfWorldTest {
  private static final HostId KVM1 = new HostId(1);
  private static final HostId KVM2 = new HostId(2);
  private static final HostId KVM3 = new HostId(3);

  private final DemoWorld real =
      DemoWorld.of(
          List.of(
              "hosts kvm1 kvm2 kvm3",
              "power-fencing off",
              "vm web on kvm1 priority 60 memory 2048",
              "vm db on kvm2 priority 90 memory 4096",
              "vm crm on kvm2 confirm priority 10",
              "vm spare on kvm3 memory 1024"),
          3);

  private EngineState present() {
    real.runTo(SimTime.seconds(100));
    real.ask("anna", new Request.StartVm(new VmId("web"), KVM1));
    real.ask("anna", new Request.StartVm(new VmId("db"), KVM2));
    real.ask("anna", new Request.StartVm(new VmId("crm"), KVM2));
    real.runTo(SimTime.seconds(180));
    return real.state();
  }

  private static WhatIfWorld settled(EngineState present) {
    var world = new WhatIfWorld(present, 1);
    boolean settled = false;
    while (!settled) settled = world.settle();
    var misplaced =
        world.misplaced().stream().map(vm -> vm + " " + world.state().explain(vm)).toList();
    assertEquals(List.of(), misplaced);
    return world;
  }

  private static SortedMap<String, @Nullable HostId> places(WhatIfWorld world) {
    var places = new TreeMap<String, @Nullable HostId>();
    for (var vm : List.of("web", "db", "crm", "spare")) {
      places.put(vm, world.runsOn(new VmId(vm)));
    }
    return places;
  }

  @Test
  void theCopyStandsWhereTheClusterStands() {
    var world = settled(present());
    assertEquals("{crm=2, db=2, spare=null, web=1}", places(world).toString());
  }

  @Test
  void aHostsVmsStartElsewhereAndNothingHappensToTheClusterItself() {
    var before = present();
    long moment = real.nowNanos();
    var world = settled(before);
    world.pull(new Plug.Power(KVM2));
    for (int i = 0; i < 240; i++) world.advance();
    var db = world.runsOn(new VmId("db"));
    assertTrue(KVM1.equals(db) || KVM3.equals(db), "db runs on " + db);
    assertNull(world.runsOn(new VmId("crm")), "waits for a person");
    assertEquals(List.of(), world.violations());
    assertEquals(before, real.state());
    assertEquals(moment, real.nowNanos());
  }

  @Test
  void aCutManagementNetworkEndsNoVm() {
    var world = settled(present());
    world.pull(new Plug.Management(KVM2));
    for (int i = 0; i < 240; i++) world.advance();
    assertEquals("{crm=2, db=2, spare=null, web=1}", places(world).toString());
  }

  @Test
  void aHostThatIsDownNowIsDownInTheCopyAndItsIdsKeepTheirPlaces() {
    present();
    real.inject(FaultKind.HOST_GONE_FOR_GOOD, 1, new VmId("web"), 0, 0);
    real.runTo(SimTime.seconds(480));
    var now = real.state();
    var lost = now.hosts().get(KVM1);
    assertEquals(HostStatus.NON_RESPONSIVE, lost == null ? null : lost.status());
    var world = settled(now);
    var web = now.vms().get(new VmId("web"));
    assertEquals(web == null ? null : web.host(), world.runsOn(new VmId("web")));
  }

  @Test
  void anEmptyClusterIsRefusedInOneSentence() {
    var refused =
        assertThrows(IllegalArgumentException.class, () -> new WhatIfWorld(EngineState.EMPTY, 1));
    assertEquals(
        "there is nothing to pull: the cluster needs a host, a storage domain and a VM first",
        refused.getMessage());
  }

  @Test
  void whatWouldNotFitWithoutTwoHostsHasACheapestFix() {
    var state = present();
    assertNull(Headroom.without(state, List.of(KVM2)));
    assertNull(Headroom.without(state, List.of(KVM2, KVM3)));
  }
}
