package org.leasehold.installer.enrolment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.leasehold.installer.agents.Lab;
import org.leasehold.installer.failover.EngineProcess;

/// Two hosts with sshd, sanlock and libvirt, one store: a protected cluster with six commands, a
/// power loss that it survives, and the way back.
@Tag("daemon")
@Tag("long")
@Timeout(900)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EnrolmentTest {
  private static final String HOOK = "#!/bin/sh\n# the admin's own\nexit 0\n";

  @TempDir static Path folder;
  private Lab lab;
  private EngineProcess engine;
  private final SortedMap<String, SortedMap<String, String>> before = new TreeMap<>();

  @BeforeAll
  void bareHostsOnWhichAnAdminRunsAVm() throws Exception {
    lab = Lab.bare("enrol-test", 2);
    Files.createDirectories(lab.rootOf("h1").resolve("etc/libvirt/hooks"));
    Files.writeString(lab.rootOf("h1").resolve("etc/libvirt/hooks/qemu"), HOOK);
    for (var host : List.of("h1", "h2")) before.put(host, EtcFiles.of(lab.rootOf(host)));
    var xml = lab.done("vm-xml", "--no-lease", "vm1");
    Files.writeString(lab.rootOf("h1").resolve("root/vm1.xml"), xml);
    lab.done("exec", "h1", "virsh", "define", "/root/vm1.xml");
    lab.done("exec", "h1", "virsh", "start", "vm1");
    engine = new EngineProcess(lab, folder);
  }

  @AfterAll
  void down() throws Exception {
    engine.close();
    lab.close();
  }

  private EngineProcess.Said admin(String... words) throws Exception {
    var all = new java.util.ArrayList<>(List.of(words));
    all.addAll(List.of("--yes", "--ssh-dir", engine.sshFolder().toString()));
    var line = all.toArray(String[]::new);
    boolean alone = words[1].endsWith("install");
    return alone ? engine.runWithoutEngine(line) : engine.runInNet(line);
  }

  private void awaitVm(String state, String host, int seconds) throws Exception {
    long until = System.nanoTime() + seconds * 1_000_000_000L;
    while (true) {
      var vm = engine.vm("vm1");
      if (vm.state().equals(state) && vm.host().equals(host)) return;
      if (System.nanoTime() > until) {
        throw new AssertionError(vm + "\n" + Files.readString(engine.log()));
      }
      Thread.sleep(500);
    }
  }

  private void awaitHost(String host, String state, int seconds) throws Exception {
    long until = System.nanoTime() + seconds * 1_000_000_000L;
    while (!engine.host(host).equals(state)) {
      if (System.nanoTime() > until) {
        throw new AssertionError(host + " is " + engine.host(host) + ", not " + state);
      }
      Thread.sleep(500);
    }
  }

  @Test
  @Order(1)
  void sixCommandsMakeAProtectedCluster() throws Exception {
    engine.start(); // 1
    for (int host = 1; host <= 2; host++) { // 2, 3
      var added =
          admin(
              "host",
              "add",
              "h" + host,
              "--address",
              "10.77.0.1" + host,
              "--install",
              "--migrate-over-unknown-storage");
      assertEquals(0, added.code(), added.toString());
    }
    engine
        .run("storage", "create", "store1", "/storage/store1/xleases", "--io-timeout", "1") // 4
        .orFail();
    for (var host : List.of("h1", "h2")) awaitHost(host, "up", 60);
    engine.run("vm", "adopt", "vm1", "--on", "h1", "--yes").orFail(); // 5
    awaitVm("up", "h1", 30);
    engine.run("status").orFail(); // 6
  }

  @Test
  @Order(2)
  void aSecondInstallationFindsNothingToDo() throws Exception {
    var again =
        admin("host", "install", "h1", "--address", "10.77.0.11", "--migrate-over-unknown-storage");
    assertEquals(0, again.code(), again.toString());
    assertTrue(again.out().contains("everything is as it should be already"), again.out());
    assertEquals(HOOK, Files.readString(lab.rootOf("h1").resolve("etc/libvirt/hooks/qemu")));
  }

  @Test
  @Order(3)
  void checkNamesWhatIsMissingWithTheFix() throws Exception {
    assertFalse(engine.run("host", "check", "h1").out().contains("install."), "nothing missing");
    var hook = lab.rootOf("h1").resolve("etc/libvirt/hooks/qemu.d/leasehold");
    var aside = lab.rootOf("h1").resolve("root/hook");
    Files.move(hook, aside);
    var said = engine.run("host", "check", "h1").out();
    Files.move(aside, hook);
    assertTrue(said.contains("/etc/libvirt/hooks/qemu.d/leasehold is missing"), said);
    assertTrue(said.contains("leasehold host install"), said);
  }

  @Test
  @Order(4)
  void theHostsMoveVmsToEachOtherWithKeysThatNeverLeftThem() throws Exception {
    engine.run("vm", "migrate", "vm1", "h2").orFail();
    awaitVm("up", "h2", 90);
    assertFalse(
        Files.readString(lab.rootOf("h1").resolve("etc/leasehold/migration_key"))
            .equals(Files.readString(lab.rootOf("h2").resolve("etc/leasehold/migration_key"))),
        "each host has a key of its own");
  }

  @Test
  @Order(5)
  void theVmOfAHostWithoutPowerRunsElsewhere() throws Exception {
    lab.done("power-off", "h2");
    awaitVm("up", "h1", 180);
    lab.done("power-on", "h2");
    awaitHost("h2", "up", 240);
    lab.done("verify");
  }

  @Test
  @Order(6)
  void aHostInAClusterIsNotUninstalled() throws Exception {
    var said = admin("host", "uninstall", "h2", "--address", "10.77.0.12");
    assertEquals(4, said.code(), said.toString());
    assertTrue(said.err().contains("take it out of its cluster first"), said.err());
  }

  @Test
  @Order(7)
  void theWayBackLeavesAHostAsItWas() throws Exception {
    engine.run("host", "maintenance", "h2", "--yes").orFail();
    awaitHost("h2", "maintenance", 60);
    var removed = admin("host", "remove", "h2", "--uninstall");
    assertEquals(0, removed.code(), removed.toString());
    assertEquals(
        new TreeMap<>(),
        EtcFiles.differences(
            before.getOrDefault("h2", new TreeMap<>()), EtcFiles.of(lab.rootOf("h2"))));
    assertEquals(
        1, engine.run("host", "list", "--json").orFail().json().getAsJsonArray("hosts").size());
  }
}
