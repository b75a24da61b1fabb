package org.leasehold.installer.failover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Power devices that fail, lie, or switch another host: what is said, and that nothing starts
/// twice.
@FailoverTest(hosts = 3)
@Tag("long")
class PowerFaultsTest {
  @Test
  @Order(1)
  void aDeadDeviceIsToldAndTheVmComesBackAllTheSame(Cluster cluster) throws Exception {
    prepare(cluster);
    long before = cluster.now();
    cluster.pull("bmc", "h1", "dead");
    cluster.pull("power-off", "h1");
    cluster.awaitTold(before, "treatment.power.no-answer h1|treatment.power.too-slow h1", 180);
    cluster.awaitVmElsewhere("vm1", "h1", 180);
    cluster.told(before).assertInOrder("treatment.power.off h1").assertNever("host.power.off");
    cluster.pull("bmc", "h1", "ok");
    cluster.pull("power-on", "h1");
    cluster.awaitHost("h1", "up", 240);
    cluster.assertRunsSomewhereOnce("vm1");
  }

  @Test
  @Order(2)
  void swappedCablesAreFoundByTheSystemGuidAndNobodyIsSwitchedOff(Cluster cluster)
      throws Exception {
    prepare(cluster);
    var on = cluster.engine.vm("vm1").host();
    var third = third(on, "h1");
    long before = cluster.now();
    cluster.pull("bmc", on, "wired", "--to", third);
    var test = cluster.engine.run("host", "power", "test", on);
    assertEquals(1, test.code(), test.toString());
    assertTrue(test.err().contains("it is another host's device"), test.err());
    cluster.awaitTold(before, "power.check.failed " + on, 120);
    PowerStory.hangs(cluster, on);
    cluster.awaitTold(before, "treatment.power.wrong-host " + on, 180);
    cluster.awaitVmElsewhere("vm1", on, 180);
    assertEquals("on", PowerStory.power(cluster, third));
    cluster.told(before).assertNever("host.power.off");
    // The case is still open: with its cables right it is switched at the next try.
    cluster.pull("bmc", on, "ok");
    cluster.awaitTold(before, "host.power.off " + on, 120);
    cluster.pull("heal-network", on);
    cluster.awaitHost(on, "up", 240);
    cluster.assertRunsSomewhereOnce("vm1");
  }

  @Test
  @Order(3)
  void aDeviceThatLiesIsFoundOutWhenTheHostRenewsAndIsNotUsedAgain(Cluster cluster)
      throws Exception {
    prepare(cluster);
    var on = cluster.engine.vm("vm1").host();
    long before = cluster.now();
    cluster.pull("bmc", on, "lying");
    PowerStory.hangs(cluster, on);
    cluster.awaitTold(before, "host.power.off " + on, 180);
    assertEquals("on", PowerStory.power(cluster, on));
    cluster.awaitVmElsewhere("vm1", on, 180);
    PowerStory.wakes(cluster, on);
    cluster.awaitTold(before, "treatment.fence.lied " + on, 120);
    cluster.awaitHost(on, "up", 240);
    cluster.assertRunsSomewhereOnce("vm1");
    var list = cluster.engine.run("host", "list").out();
    assertTrue(list.contains("unfit"), list);
    cluster.pull("bmc", on, "ok");
    cluster.engine.run("host", "checked", on, "--yes").orFail();
  }

  @Test
  @Order(4)
  void aPowerLineThatEndsAtAnotherHostIsNamedAndNothingStartsTwice(Cluster cluster)
      throws Exception {
    prepare(cluster);
    var on = cluster.engine.vm("vm1").host();
    var other = on.equals("h3") ? "h2" : "h3";
    long before = cluster.now();
    cluster.pull("bmc", on, "wired", "--to", other, "--own-guid");
    PowerStory.hangs(cluster, on);
    cluster.awaitTold(before, "treatment.power.other-silent " + on, 240);
    assertEquals("on", PowerStory.power(cluster, on));
    cluster.awaitVmElsewhere("vm1", on, 300);
    cluster.pull("bmc", on, "ok");
    // What answers within 15 s may have been under way when it was switched.
    Thread.sleep(20_000);
    PowerStory.wakes(cluster, on);
    cluster.awaitTold(before, "treatment.fence.lied " + on, 180);
    if (PowerStory.power(cluster, other).equals("off")) cluster.pull("power-on", other);
    cluster.awaitHost(other, "up", 300);
    cluster.assertRunsSomewhereOnce("vm1");
    cluster.told(before).assertNever("vm.double-run");
  }

  private boolean prepared;

  private void prepare(Cluster cluster) throws Exception {
    if (prepared) return;
    PowerStory.hurry(cluster);
    for (var host : cluster.hosts) PowerStory.set(cluster, host).orFail();
    prepared = true;
  }

  private static String third(String one, String two) {
    for (int host = 1; host <= 3; host++) {
      var name = "h" + host;
      if (!name.equals(one) && !name.equals(two)) return name;
    }
    throw new IllegalArgumentException("no third host");
  }
}
