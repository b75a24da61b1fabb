package org.leasehold.installer.failover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A host that hangs is switched off through another host's agent, verified, and on again.
@FailoverTest(hosts = 3)
@Tag("long")
class PowerFencingTest {
  @Test
  @Order(1)
  void powerDevicesAreSetUpOnlyWhereTheyAnswerAndTheirPasswordIsNowhereToBeSeen(Cluster cluster)
      throws Exception {
    PowerStory.hurry(cluster);
    var dead = PowerStory.setAt(cluster, "h1", "10.77.0.250", "--name", "old");
    assertEquals(4, dead.code(), dead.toString());
    assertTrue(dead.err().contains("nothing was set up, for the device does not work"), dead.err());
    var wrong = PowerStory.setAt(cluster, "h1", "10.77.0.112");
    assertEquals(4, wrong.code(), wrong.toString());
    assertTrue(wrong.err().contains("it is another host's device"), wrong.err());
    // The first group is dead; in the second both of two must be off.
    PowerStory.setAt(cluster, "h1", "10.77.0.250", "--name", "old", "--untested").orFail();
    PowerStory.set(cluster, "h1", "--name", "left", "--order", "2").orFail();
    PowerStory.set(cluster, "h1", "--name", "right", "--order", "2").orFail();
    for (var host : List.of("h2", "h3")) PowerStory.set(cluster, host).orFail();
    assertEquals(0, cluster.engine.run("host", "power", "test", "h2").code());

    for (var host : cluster.hosts) {
      var root = cluster.lab.rootOf(host);
      var secrets = root.resolve("var/lib/leasehold/fence-secrets.json");
      assertEquals(
          "600",
          cluster.in(host, "stat", "-c", "%a", "/var/lib/leasehold/fence-secrets.json").strip());
      assertTrue(Files.readString(secrets).contains("\"secret\""), host);
      var document = Files.readString(root.resolve("var/lib/leasehold/document/current.json"));
      assertTrue(document.contains("fence_ipmilan"), document);
      assertFalse(document.contains("\"secret\":\"secret\""), document);
    }
    var shown = cluster.engine.run("host", "power", "show", "h2", "--json").orFail().out();
    assertFalse(shown.contains("\"secret\""), shown);
  }

  @Test
  @Order(2)
  void aDeviceThatDoesNotAnswerIsFoundBeforeItIsNeeded(Cluster cluster) throws Exception {
    // While only the dead one was set up nothing worked; now the second group does.
    cluster.await(
        "not every way to switch h1",
        120,
        () -> cluster.told(1),
        told -> told.has("power.check.failed h1") && usable(told));
    var show = cluster.engine.run("host", "power", "show");
    assertEquals(1, show.code(), show.toString());
    assertTrue(show.out().contains("! h1: old (fence_ipmilan at 10.77.0.250)"), show.out());
    var check = cluster.engine.run("host", "check", "h1");
    assertTrue(check.out().contains("power devices: old"), check.out());
  }

  private static boolean usable(Told told) {
    return told.last("power.check.failed h1").what().startsWith("not every way");
  }

  @Test
  @Order(3)
  void aHostThatHangsIsSwitchedOffVerifiedAndOnAgainAndItsVmRunsElsewhere(Cluster cluster)
      throws Exception {
    long before = cluster.now();
    PowerStory.hangs(cluster, "h1");
    cluster.awaitTold(before, "host.power.off h1", 180);
    cluster.pull("heal-network", "h1");
    cluster.awaitVmElsewhere("vm1", "h1", 180);
    cluster.awaitHost("h1", "up", 240);
    cluster.assertRunsSomewhereOnce("vm1");
    var told = cluster.told(before);
    told.assertInOrder(
            "host.non-responsive h1",
            "treatment.power.off h1",
            "host.power.off h1",
            "treatment.power.on h1",
            "host.up h1",
            "treatment.closed h1")
        .assertNever("treatment.fence.lied", "vm.double-run", "treatment.power.other-silent");
    var off = told.first("host.power.off h1").why();
    assertTrue(off.contains("left (fence_ipmilan at 10.77.0.111) through "), off);
    assertTrue(off.contains("; right (fence_ipmilan at 10.77.0.111) through "), off);
    assertTrue(off.contains("power is off, verified twice"), off);
    cluster.assertWithinPrediction("vm1", before);
  }

  @Test
  @Order(4)
  void aSlowDeviceIsWaitedForAndVerifiedAllTheSame(Cluster cluster) throws Exception {
    var on = cluster.engine.vm("vm1").host();
    cluster.pull("bmc", on, "slow", "--seconds", "3");
    long before = cluster.now();
    PowerStory.hangs(cluster, on);
    cluster.awaitTold(before, "host.power.off " + on, 240);
    cluster.pull("heal-network", on);
    cluster.awaitVmElsewhere("vm1", on, 180);
    cluster.pull("bmc", on, "ok");
    cluster.awaitHost(on, "up", 300);
    cluster.assertRunsSomewhereOnce("vm1");
    cluster.told(before).assertNever("treatment.fence.lied", "vm.double-run");
  }

  @Test
  @Order(5)
  void aHostAloneWithItsSwitchOffIsLeftToPeopleAndItsVmComesBackAllTheSame(Cluster cluster)
      throws Exception {
    var on = cluster.engine.vm("vm1").host();
    cluster.engine.run("host", "power", "disable", on, "--yes").orFail();
    long before = cluster.now();
    PowerStory.hangs(cluster, on);
    cluster.awaitVmElsewhere("vm1", on, 180);
    var told = cluster.told(before);
    told.assertNever("treatment.power.off", "host.power.off");
    assertTrue(
        told.events().stream()
            .anyMatch(
                it ->
                    it.why()
                        .equals(
                            "power fencing of this host is off: reboot it by hand and confirm")),
        told.toString());
    assertEquals("on", PowerStory.power(cluster, on));
    PowerStory.wakes(cluster, on);
    cluster.awaitHost(on, "up", 240);
    cluster.assertRunsSomewhereOnce("vm1");
    cluster.engine.run("host", "power", "enable", on, "--yes").orFail();
  }
}
