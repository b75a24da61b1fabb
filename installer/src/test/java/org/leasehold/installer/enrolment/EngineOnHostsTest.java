package org.leasehold.installer.enrolment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
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
import org.leasehold.installer.window.Newcomer;
import org.leasehold.installer.window.WindowProgram;

/// A cluster made from a desktop, which is then lost: engines on two of three hosts go on, one acts
/// at a time, and a fresh machine has the whole cluster after one login.
@Tag("daemon")
@Tag("long")
@Timeout(900)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EngineOnHostsTest {
  @TempDir static Path folder;
  private Lab lab;
  private EngineProcess desktop;

  @BeforeAll
  void threeHostsOneProtectedVmAndADesktop() throws Exception {
    lab = Lab.bare("engines-test", 3);
    var xml = lab.done("vm-xml", "--no-lease", "vm1");
    Files.writeString(lab.rootOf("h1").resolve("root/vm1.xml"), xml);
    lab.done("exec", "h1", "virsh", "define", "/root/vm1.xml");
    lab.done("exec", "h1", "virsh", "start", "vm1");
    desktop = new EngineProcess(lab, Files.createDirectories(folder.resolve("desktop")));
    desktop.start();
    for (int host = 1; host <= 3; host++) {
      admin(
              "host",
              "add",
              "h" + host,
              "--address",
              "10.77.0.1" + host,
              "--install",
              "--migrate-over-unknown-storage")
          .orFail();
    }
    desktop
        .run("storage", "create", "store1", "/storage/store1/xleases", "--io-timeout", "1")
        .orFail();
    await(60, () -> desktop.host("h3").equals("up"), "h3 is up");
    await(60, () -> desktop.claim().equals("acting"), "the desktop acts");
    desktop.run("vm", "adopt", "vm1", "--on", "h1", "--yes").orFail();
    await(60, () -> desktop.vm("vm1").state().equals("up"), "vm1 is up");
  }

  @AfterAll
  void down() throws Exception {
    desktop.close();
    lab.close();
  }

  private EngineProcess.Said admin(String... words) throws Exception {
    var all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--yes", "--ssh-dir", desktop.sshFolder().toString()));
    return desktop.runInNet(all.toArray(String[]::new));
  }

  private interface Check {
    boolean holds() throws Exception;
  }

  private void await(int seconds, Check check, String what) throws Exception {
    long until = System.nanoTime() + seconds * 1_000_000_000L;
    while (!check.holds()) {
      if (System.nanoTime() > until) {
        throw new AssertionError(
            "not within %d s: %s\n%s\n%s"
                .formatted(seconds, what, fresh("status").out(), Files.readString(desktop.log())));
      }
      Thread.sleep(500);
    }
  }

  /// Another machine that reaches the hosts, with the same SSH key and nothing else.
  private EngineProcess.Said fresh(String... words) throws Exception {
    return desktop.runElsewhere(folder.resolve("fresh"), words);
  }

  private String acting() throws Exception {
    var said = fresh("status", "--json");
    if (said.code() > 1) return "";
    var status = JsonParser.parseString(said.out()).getAsJsonObject();
    return status.get("claim").getAsString().equals("acting")
        ? status.get("engine").getAsString()
        : "";
  }

  @Test
  @Order(1)
  void enginesOnHostsStandByWhileTheDesktopActs() throws Exception {
    for (var host : List.of("h1", "h2")) {
      var said = admin("engine", "install", host);
      assertEquals(0, said.code(), said.toString());
      assertTrue(said.out().contains("make the system user leasehold-engine"), said.out());
    }
    var again = admin("engine", "install", "h1");
    assertEquals(0, again.code(), again.toString());
    assertEquals("acting", desktop.run("status", "--json").json().get("claim").getAsString());
  }

  @Test
  @Order(2)
  void aFreshMachineHasTheClusterAfterOneLogin() throws Exception {
    var said =
        fresh(
            "connect",
            "h1",
            "--address",
            "10.77.0.11",
            "--yes",
            "--ssh-dir",
            desktop.sshFolder().toString());
    assertEquals(0, said.code(), said.toString());
    assertTrue(
        said.out().contains("h1 knows a cluster of 3 hosts, 1 stores and 1 VMs"), said.out());
    await(30, () -> fresh("vm", "list", "--json").out().contains("\"vm1\""), "vm1 is listed");
    var refused = fresh("vm", "stop", "vm1", "--yes", "--engine", "h2");
    assertEquals(4, refused.code(), refused.toString());
  }

  @Test
  @Order(3)
  void withinSecondsOfTheDesktopsEndAHostsEngineActs() throws Exception {
    desktop.kill();
    desktop.forget();
    long from = System.nanoTime();
    await(60, () -> !acting().isEmpty(), "an engine on a host acts");
    System.out.printf("taken over after %d s%n", (System.nanoTime() - from) / 1_000_000_000L);
    fresh("pause", "--reason", "a look around", "--minutes", "5", "--yes").orFail();
    fresh("resume").orFail();
  }

  /// By mouse and keyboard, to whichever engine acts, and to the next one when that falls silent;
  /// pictures in `target/newcomer`.
  @Test
  @Order(4)
  void aWindowOfAFreshMachineConnectsAndFollowsWhoActs() throws Exception {
    var home = Files.createDirectories(folder.resolve("newcomer"));
    var said = folder.resolve("newcomer-said").toFile();
    var line =
        WindowProgram.line(
            lab,
            desktop.sshFolder().resolve("id_ed25519"),
            home,
            Newcomer.class,
            Path.of("target/newcomer").toAbsolutePath().toString(),
            "10.77.0.13");
    var window = new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(said).start();
    var acts = acting().startsWith("h2") ? "h2" : "h1";
    try {
      await(
          240,
          () -> !window.isAlive() || Files.readString(said.toPath()).contains(Newcomer.CONNECTED),
          "the window is connected");
      lab.done("exec", acts, "pkill", "-STOP", "-u", "leasehold-engine");
      boolean ended = window.waitFor(5, TimeUnit.MINUTES);
      assertEquals("0", ended ? window.exitValue() + "" : "never", Files.readString(said.toPath()));
    } finally {
      lab.done("exec", acts, "pkill", "-CONT", "-u", "leasehold-engine");
      window.descendants().forEach(ProcessHandle::destroyForcibly);
      window.destroyForcibly();
    }
  }

  private String claimOf(String host) throws Exception {
    var said = fresh("status", "--json", "--engine", host);
    return said.code() > 1
        ? said.err()
        : JsonParser.parseString(said.out()).getAsJsonObject().get("claim").getAsString();
  }

  /// Longer than the 15 s after which an agent ends the claim of a silent engine.
  @Test
  @Order(5)
  void anEngineThatStoodStillFindsItsClaimGoneAndWatches() throws Exception {
    var acts = acting().startsWith("h2") ? "h2" : "h1";
    var other = acts.equals("h1") ? "h2" : "h1";
    lab.done("exec", acts, "pkill", "-STOP", "-u", "leasehold-engine");
    await(60, () -> claimOf(other).equals("acting"), other + " acts");
    lab.done("exec", acts, "pkill", "-CONT", "-u", "leasehold-engine");
    await(30, () -> claimOf(acts).equals("watching"), acts + " watches");
    assertEquals("acting", claimOf(other));
    assertTrue(fresh("vm", "list", "--json").out().contains("\"up\""), "vm1 was left alone");
  }

  @Test
  @Order(6)
  void theHostThatRunsVmAndEngineDiesAndTheOtherEngineRestartsTheVm() throws Exception {
    var acts = acting();
    var dies = acts.startsWith("h2") ? "h2" : "h1";
    if (dies.equals("h2")) fresh("vm", "migrate", "vm1", "h2").orFail();
    await(
        120, () -> fresh("vm", "list", "--json").out().contains("\"" + dies + "\""), "it is there");
    lab.done("power-off", dies);
    var other = dies.equals("h1") ? "h2" : "h1";
    await(180, () -> acting().startsWith(other), "the engine on " + other + " acts");
    await(
        240,
        () -> {
          var vms = fresh("vm", "list", "--json").out();
          return vms.contains("\"up\"") && !vms.contains("\"" + dies + "\"");
        },
        "vm1 runs elsewhere");
    lab.done("power-on", dies);
    await(240, () -> !fresh("host", "list").out().contains("non-responsive"), dies + " is back");
    lab.done("verify");
  }

  @Test
  @Order(7)
  void theEngineOfAHostGoesWithItsKey() throws Exception {
    var said =
        fresh("engine", "uninstall", "h2", "--yes", "--ssh-dir", desktop.sshFolder().toString());
    assertEquals(0, said.code(), said.toString());
    for (var host : List.of("h1", "h2", "h3")) {
      var keys = lab.rootOf(host).resolve("var/lib/leasehold-login/.ssh/authorized_keys");
      assertEquals(
          2,
          Files.readAllLines(keys).stream().filter(line -> line.endsWith("-engine")).count(),
          host);
    }
    assertFalse(Files.exists(lab.rootOf("h2").resolve("opt/leasehold")));
  }
}
