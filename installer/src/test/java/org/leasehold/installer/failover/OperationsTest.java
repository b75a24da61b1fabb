package org.leasehold.installer.failover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What an admin does with a VM and a store in ordinary times, by the command line: edit, another
/// HA mode, release, adopt again, and at the end the store goes. Each is refused first where it
/// must be.
@FailoverTest(hosts = 2)
@Tag("long")
class OperationsTest {
  @TempDir private static Path folder;

  @Test
  @Order(1)
  void aDefinitionIsShownCheckedAndRefusedWhileTheVmRuns(Cluster cluster) throws Exception {
    var present = cluster.engine.run("vm", "edit", "vm1", "--show").orFail().out();
    assertFalse(present.contains("<lease>"), present);
    var next =
        file("next", present.replace("'MiB'>128<", "'MiB'>144<").replace(">131072<", ">147456<"));

    var plan = cluster.engine.run("vm", "edit", "vm1", "--file", next, "--plan").orFail().out();
    assertTrue(plan.contains("147456") || plan.contains("144"), plan);

    var said = cluster.engine.run("vm", "edit", "vm1", "--file", next, "--yes");
    assertEquals(4, said.code(), said.toString());
    assertTrue(
        said.err().contains("vm1 is up; shut it down first: leasehold vm stop vm1"), said.err());
  }

  @Test
  @Order(2)
  void aDefinitionThatNoHostCanRunIsRefusedWithEachHostsReason(Cluster cluster) throws Exception {
    long before = cluster.now();
    stop(cluster);
    var present = cluster.engine.run("vm", "edit", "vm1", "--show").orFail().out();

    refused(
        cluster,
        present.replace("vm1.raw", "vm2.raw").replace("<name>vm1<", "<name>other<"),
        "name");
    refused(cluster, present.replace("</domain>", ""), "XML");
    refused(
        cluster,
        present.replace("/usr/bin/qemu-system-x86_64", "/usr/bin/no-such-qemu"),
        "no-such-qemu");
    refused(
        cluster,
        present.replaceFirst("<uuid>[^<]*", "<uuid>11111111-2222-3333-4444-555555555555"),
        "uuid");

    assertEquals(present, cluster.engine.run("vm", "edit", "vm1", "--show").orFail().out());
    cluster.told(before).assertNever("vm.start", "vm.queued");
  }

  @Test
  @Order(3)
  void anEditedDefinitionIsWhatTheNextStartRuns(Cluster cluster) throws Exception {
    var present = cluster.engine.run("vm", "edit", "vm1", "--show").orFail().out();
    var next = present.replace("'MiB'>128<", "'MiB'>144<").replace(">131072<", ">147456<");
    cluster.engine.run("vm", "edit", "vm1", "--file", file("edited", next), "--yes").orFail();

    for (var host : cluster.hosts) {
      cluster.engine.run("vm", "start", "vm1", "--on", host).orFail();
      cluster.awaitVm("vm1", "up", host, 60);
      var live = cluster.in(host, "virsh", "dumpxml", "vm1");
      assertTrue(live.contains("<memory unit='KiB'>147456</memory>"), live);
      assertTrue(live.contains("<lease>"), live);
      stop(cluster);
    }
  }

  @Test
  @Order(4)
  void aVmThatIsNotKeptAliveHasNoLeaseAndIsNotRestarted(Cluster cluster) throws Exception {
    cluster.engine.run("vm", "protect", "vm1", "--mode", "off", "--yes").orFail();
    assertFalse(hasLease(cluster));
    cluster.engine.run("vm", "start", "vm1", "--on", "h1").orFail();
    cluster.awaitVm("vm1", "up", "h1", 60);
    var live = cluster.in("h1", "virsh", "dumpxml", "vm1");
    assertFalse(live.contains("<lease>"), live);

    long before = cluster.now();
    cluster.pull("kill-qemu", "vm1");
    cluster.awaitTold(before, "vm.down.error vm1", 30);
    Thread.sleep(15_000);
    cluster.assertRunsNowhere("vm1");
    cluster.told(before).assertNever("vm.start");
  }

  @Test
  @Order(5)
  void protectedAgainItHasItsLeaseAndIsRestarted(Cluster cluster) throws Exception {
    cluster.engine.run("vm", "protect", "vm1").orFail();
    assertTrue(hasLease(cluster));
    cluster.engine.run("vm", "start", "vm1", "--on", "h2").orFail();
    cluster.awaitVm("vm1", "up", "h2", 60);
    long before = cluster.now();
    cluster.pull("kill-qemu", "vm1");
    cluster.awaitTold(before, Told.UP, 90);
    cluster.assertRunsSomewhereOnce("vm1");
  }

  @Test
  @Order(6)
  void aReleasedVmIsLibvirtsAloneAndCanBeAdoptedAgain(Cluster cluster) throws Exception {
    stop(cluster);
    cluster.engine.run("vm", "release", "vm1", "--on", "h1", "--yes").orFail();
    assertFalse(hasLease(cluster));
    assertTrue(cluster.engine.vms().isEmpty(), () -> "still known");
    assertTrue(cluster.in("h1", "virsh", "list", "--all", "--name").contains("vm1"));
    cluster.in("h1", "virsh", "start", "vm1");
    cluster.engine.run("vm", "adopt", "vm1", "--on", "h1", "--yes").orFail();
    cluster.awaitVm("vm1", "up", "h1", 60);
    assertTrue(hasLease(cluster));
    cluster.engine.run("vm", "migrate", "vm1", "h2").orFail();
    cluster.awaitVm("vm1", "up", "h2", 120);
    cluster.assertRunsOnlyOn("vm1", "h2");
  }

  /// Guest and process go on through all of it: one boot of the guest, one process id.
  @Test
  @Order(7)
  void aVmThatRunsLosesItsLeaseAndGetsItAgainAndItsCounterNeverStops(Cluster cluster)
      throws Exception {
    var process = pid(cluster, "h2");
    long before = cluster.now();

    cluster.engine.run("vm", "protect", "vm1", "--mode", "off", "--yes").orFail();
    assertFalse(hasLease(cluster));
    assertFalse(cluster.in("h2", "virsh", "dumpxml", "vm1").contains("<lease>"));
    assertFalse(held(cluster, "h2"), "sanlock lists no lease of it");
    cluster.awaitVm("vm1", "up", "h2", 30);

    cluster.engine.run("vm", "protect", "vm1").orFail();
    assertTrue(hasLease(cluster));
    assertTrue(cluster.in("h2", "virsh", "dumpxml", "vm1").contains("<lease>"));
    assertTrue(held(cluster, "h2"), "sanlock lists its lease");

    var elsewhere = cluster.engine.run("vm", "release", "vm1", "--on", "h1", "--yes");
    assertEquals(4, elsewhere.code(), elsewhere.toString());
    assertTrue(
        elsewhere.err().contains("vm1 runs on h2; release it there: --on h2"), elsewhere.err());
    assertTrue(hasLease(cluster));

    cluster.engine.run("vm", "release", "vm1", "--on", "h2", "--yes").orFail();
    assertFalse(hasLease(cluster));
    assertTrue(cluster.engine.vms().isEmpty(), () -> "still known");
    assertTrue(cluster.in("h2", "virsh", "list", "--persistent", "--name").contains("vm1"));
    // Nothing of ours does anything to it any more.
    Thread.sleep(20_000);
    assertEquals(process, pid(cluster, "h2"));

    cluster.engine.run("vm", "adopt", "vm1", "--on", "h2", "--yes").orFail();
    cluster.awaitVm("vm1", "up", "h2", 30);
    assertTrue(hasLease(cluster));
    assertTrue(held(cluster, "h2"), "sanlock lists its lease");
    assertEquals(process, pid(cluster, "h2"));
    cluster
        .told(before)
        .assertNever("vm.lease.lost", "agent.vm.without-lease", "vm.start", "vm.down.error");

    // It is worth what a lease is worth: the host dies, and it runs elsewhere.
    cluster.pull("power-off", "h2");
    cluster.awaitVm("vm1", "up", "h1", 240);
    cluster.assertRunsOnlyOn("vm1", "h1");
    cluster.pull("power-on", "h2");
    cluster.awaitHost("h2", "up", 240);
  }

  private static String pid(Cluster cluster, String host) throws Exception {
    return cluster.in(host, "pgrep", "-f", "guest=vm1,").strip();
  }

  private static boolean held(Cluster cluster, String host) throws Exception {
    var uuid = cluster.lab.done("vm-xml", "--no-lease", "vm1").split("</?uuid>", 3)[1];
    return cluster.in(host, "sanlock", "client", "status").contains(uuid);
  }

  @Test
  @Order(8)
  void aDriftIsShownAndTakenOverOrReverted(Cluster cluster) throws Exception {
    var on = cluster.engine.vm("vm1").host();
    var same = cluster.engine.run("vm", "drift", "vm1");
    assertEquals(0, same.code(), same.toString());
    long before = cluster.now();
    var card =
        "<interface type='user'><mac address='52:54:00:00:00:01'/><model"
            + " type='virtio'/></interface>";
    Files.writeString(cluster.lab.rootOf(on).resolve("root/card.xml"), card);
    cluster.in(on, "virsh", "attach-device", "vm1", "/root/card.xml", "--live");
    cluster.awaitTold(before, "vm.drift vm1", 120);
    var shown = cluster.engine.run("vm", "drift", "vm1");
    assertEquals(1, shown.code(), shown.toString());
    assertTrue(shown.out().contains("interface 52:54:00:00:00:01: live, not defined"), shown.out());
    var revert = cluster.engine.run("vm", "drift", "vm1", "--revert", "--yes").orFail();
    assertTrue(revert.out().contains("the definition of vm1 stands"), revert.out());
    assertFalse(definition(cluster).contains("52:54:00:00:00:01"), revert.out());

    var process = pid(cluster, on);
    cluster.engine.run("vm", "drift", "vm1", "--take-over", "--yes").orFail();
    assertTrue(definition(cluster).contains("52:54:00:00:00:01"));
    assertEquals(0, cluster.engine.run("vm", "drift", "vm1").code());
    cluster.awaitTold(before, "vm.drift.over vm1", 60);
    assertEquals(process, pid(cluster, on));
    var again = cluster.engine.run("vm", "drift", "vm1", "--take-over", "--yes").orFail();
    assertTrue(again.out().contains("vm1 runs as defined"), again.out());

    // What was taken over is what it runs with elsewhere; nothing of it is of the old host.
    var other = on.equals("h1") ? "h2" : "h1";
    awaitJoined(cluster, other);
    stop(cluster);
    cluster.engine.run("vm", "start", "vm1", "--on", other).orFail();
    cluster.awaitVm("vm1", "up", other, 60);
    assertTrue(cluster.in(other, "virsh", "dumpxml", "vm1").contains("52:54:00:00:00:01"));
    assertEquals(0, cluster.engine.run("vm", "drift", "vm1").code());
  }

  private static String definition(Cluster cluster) throws Exception {
    return cluster.engine.run("vm", "edit", "vm1", "--show").orFail().out();
  }

  /// S5: the next start must not open the disk that it left.
  @Test
  @Order(9)
  void aDiskThatMovedWhileTheVmRanIsTheOneItIsStartedWithElsewhere(Cluster cluster)
      throws Exception {
    var on = cluster.engine.vm("vm1").host();
    long before = cluster.now();
    // A file that both hosts see: the lab's stores have as many as they were made with.
    var copy = "/storage/store1/vm6.raw";
    awaitJoined(cluster, on.equals("h1") ? "h2" : "h1");
    cluster.in(
        on,
        "virsh",
        "blockcopy",
        "vm1",
        "vda",
        "--dest",
        copy,
        "--format",
        "raw",
        "--reuse-external",
        "--transient-job",
        "--wait",
        "--pivot");
    cluster.awaitTold(before, "vm.disks.taken-over vm1", 60);
    long until = System.nanoTime() + 60_000_000_000L;
    while (!definition(cluster).contains(copy)) {
      assertTrue(System.nanoTime() < until, () -> "no host has the definition with the new disk");
      Thread.sleep(1000);
    }
    assertEquals(0, cluster.engine.run("vm", "drift", "vm1").code());

    cluster.pull("power-off", on);
    var other = on.equals("h1") ? "h2" : "h1";
    cluster.awaitVm("vm1", "up", other, 240);
    cluster.assertRunsOnlyOn("vm1", other);
    assertTrue(cluster.in(other, "virsh", "domblklist", "vm1").contains(copy));
    cluster.pull("power-on", on);
    cluster.awaitHost(on, "up", 240);
    awaitJoined(cluster, on);
  }

  /// After a power loss a host waits 8N + 60 s before it is back in the lockspace (S11).
  private static void awaitJoined(Cluster cluster, String host) throws Exception {
    long until = System.nanoTime() + 180_000_000_000L;
    while (true) {
      var said = lockspaces(cluster, host);
      if (said.contains("xleases") && !said.contains(" ADD")) return;
      assertTrue(System.nanoTime() < until, () -> host + " is not in the lockspace again");
      Thread.sleep(1000);
    }
  }

  @Test
  @Order(10)
  void aStoreGoesOnlyWhenNoVmNeedsIt(Cluster cluster) throws Exception {
    var used = cluster.engine.run("storage", "remove", "store1", "--yes");
    assertEquals(4, used.code(), used.toString());
    assertTrue(used.err().contains("vm1"), used.err());
    stop(cluster);
    cluster.engine.run("vm", "release", "vm1", "--on", "h1", "--yes").orFail();
    cluster.engine.run("storage", "remove", "store1", "--yes").orFail();
    for (var host : cluster.hosts) {
      var spaces = lockspaces(cluster, host);
      assertFalse(spaces.contains("xleases"), spaces);
    }
    // Its host ids were given by a cluster once, so it is taken back by none.
    var again = cluster.engine.run("storage", "add", "store1", "/storage/store1/xleases");
    assertEquals(4, again.code(), again.toString());
    assertTrue(again.err().contains("hosts have joined"), again.err());
    // The lab's files cannot be deleted: wiped, as an admin wipes a device.
    var wipe = "if=/dev/zero of=/storage/store1/xleases bs=1M count=64 conv=notrunc oflag=direct";
    cluster.in("h1", ("dd " + wipe).split(" ", -1));
    cluster
        .engine
        .run("storage", "create", "store1", "/storage/store1/xleases", "--io-timeout", "1")
        .orFail();
    for (var host : cluster.hosts) cluster.awaitHost(host, "up", 60);
    cluster.in("h1", "virsh", "start", "vm1");
    cluster.engine.run("vm", "adopt", "vm1", "--on", "h1", "--yes").orFail();
    cluster.awaitVm("vm1", "up", "h1", 60);
  }

  @Test
  @Order(11)
  void aHostThatWasRemovedComesBackUnderAnotherIdAndRunsVms(Cluster cluster) throws Exception {
    var lives = cluster.engine.run("host", "remove", "h2", "--yes");
    assertEquals(4, lives.code(), lives.toString());
    cluster.engine.run("host", "maintenance", "h2", "--yes").orFail();
    cluster.awaitHost("h2", "maintenance", 60);
    cluster.engine.run("host", "remove", "h2", "--yes").orFail();
    assertFalse(lockspaces(cluster, "h2").contains(":2:"), () -> "still joined as host 2");

    cluster.engine.run("host", "add", "h2", "--address", "10.77.0.12", "--yes").orFail();
    cluster.awaitHost("h2", "up", 60);
    assertTrue(lockspaces(cluster, "h2").contains(":3:/storage/store1/xleases"));
    cluster.engine.run("vm", "migrate", "vm1", "h2").orFail();
    cluster.awaitVm("vm1", "up", "h2", 120);
    cluster.assertRunsOnlyOn("vm1", "h2");
  }

  /// Its hardware is gone, as far as anybody knows; then it is back, and joins as what it was.
  @Test
  @Order(12)
  void aHostThatWasRemovedWhileItWasDeadComesBackUnderAnotherId(Cluster cluster) throws Exception {
    cluster.pull("power-off", "h2");
    cluster.awaitVm("vm1", "up", "h1", 240);
    cluster.engine.run("host", "maintenance", "h2", "--yes").orFail();
    var word = cluster.engine.run("host", "remove", "h2", "--yes");
    assertEquals(4, word.code(), word.toString());
    assertTrue(word.err().contains("leasehold host confirm-rebooted h2"), word.toString());
    cluster.engine.run("host", "confirm-rebooted", "h2", "--yes").orFail();
    cluster.engine.run("host", "remove", "h2", "--yes").orFail();
    cluster.pull("power-on", "h2");
    awaitJoined(cluster, "h2");
    assertTrue(lockspaces(cluster, "h2").contains(":3:"), () -> "joined as what it was");

    var added = cluster.engine.run("host", "add", "h2", "--address", "10.77.0.12", "--yes");
    assertTrue(added.orFail().out().contains("h2 joined store1 as host 4"), added.toString());
    cluster.awaitHost("h2", "up", 60);
    assertTrue(lockspaces(cluster, "h2").contains(":4:/storage/store1/xleases"));
    assertFalse(lockspaces(cluster, "h2").contains(":3:"), () -> "still joined as host 3");
    cluster.engine.run("vm", "migrate", "vm1", "h2").orFail();
    cluster.awaitVm("vm1", "up", "h2", 120);
    cluster.assertRunsOnlyOn("vm1", "h2");
  }

  private static String lockspaces(Cluster cluster, String host) throws Exception {
    return cluster.in(host, "sanlock", "client", "status");
  }

  /// The volume itself, read from beside the hosts.
  private static boolean hasLease(Cluster cluster) throws Exception {
    var volume = cluster.lab.rootOf("h1").resolve("../../../stores/store1/xleases").normalize();
    var uuid = cluster.lab.done("vm-xml", "--no-lease", "vm1").split("</?uuid>", 3)[1];
    var said = cluster.engine.runWithoutEngine("volume", "inspect", volume.toString(), "--json");
    return said.orFail().out().contains(uuid);
  }

  /// Its plug is pulled: a guest that has just begun to boot does not hear that it is asked.
  private static void stop(Cluster cluster) throws Exception {
    cluster.engine.run("vm", "stop", "vm1", "--now", "--yes").orFail();
    cluster.await("vm1 down", 90, () -> cluster.engine.vm("vm1").state(), "down"::equals);
    cluster.assertRunsNowhere("vm1");
  }

  private static void refused(Cluster cluster, String xml, String word) throws Exception {
    var said = cluster.engine.run("vm", "edit", "vm1", "--file", file("bad", xml), "--yes");
    assertEquals(4, said.code(), said.toString());
    assertTrue(said.err().contains(word), said.err());
  }

  private static String file(String name, String text) throws Exception {
    return Files.writeString(folder.resolve(name + ".xml"), text).toString();
  }
}
