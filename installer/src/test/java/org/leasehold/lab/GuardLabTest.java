package org.leasehold.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// `leasehold-guard` between real daemons: the ways to two running copies that the stack allows end
/// with one (core/docs/measurements.md has them without a guard). N = 1: 8N = 8 s, 8N + 60 = 68 s.
@Tag("daemon")
class GuardLabTest {
  private static final List<String> HOSTS = List.of("h1", "h2");
  private static final String VM = "vm1";
  private static final Duration SOON = Duration.ofSeconds(15);

  /// 8N, and what a loaded machine adds.
  private static final Duration FAIL = Duration.ofSeconds(25);

  private static Lab lab;

  @BeforeAll
  static void up() throws Exception {
    lab = Lab.up("guardlab", "--fixed-sanlock-names");
    var unit = Files.readString(Lab.house().resolve("installer/units/leasehold-guard.service"));
    for (var host : HOSTS) {
      lab.write(
          host,
          "etc/systemd/system/leasehold-guard.service",
          unit.replaceFirst(
              "(?m)^ExecStart=.*$",
              "ExecStart=%s/bin/java -XX:+UseSerialGC -Xmx12m -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED -cp %s org.leasehold.agent.guard.GuardMain"
                  .formatted(System.getProperty("java.home"), Lab.classPath())));
      lab.in(host, "systemctl", "daemon-reload");
    }
  }

  /// As after a boot: the agent writes the watch file, then the lockspace is joined.
  private static void startGuard(String host) throws Exception {
    var watch =
        "leasehold-guard 1\\nlockspace %s %s 1 /storage/store1/xleases\\n"
            .formatted(lab.lockspace(), host.substring(1));
    lab.in(host, "sh", "-c", "umask 077; printf '" + watch + "' > /run/leasehold/guard.watch");
    lab.in(host, "systemctl", "start", "leasehold-guard");
  }

  @AfterAll
  static void down() throws Exception {
    if (lab != null) lab.close();
  }

  @BeforeEach
  void eachHostIsWell() throws Exception {
    for (var host : HOSTS) {
      if (lab.tryIn(host, "systemctl", "is-active", "sanlock").code() != 0) {
        lab.in(host, "systemctl", "start", "sanlock");
      }
      // Also where it runs: after a reset nobody else has written the watch file.
      startGuard(host);
      if (!lab.in(host, "sanlock", "client", "status").contains("\ns " + lab.lockspace())) {
        lab.command("join", host);
      }
    }
  }

  @AfterEach
  void oneCopyWrote() throws Exception {
    for (var host : HOSTS) {
      for (var vm : List.of(VM, "vm2")) lab.tryIn(host, "virsh", "destroy", vm);
    }
    var verified = lab.call("verify");
    assertEquals(0, verified.code(), verified::text);
  }

  private static void start(String host) throws Exception {
    var said = lab.call("vm-start", "--wait", VM, host);
    assertEquals(0, said.code(), () -> said.text() + "; the guard's journal:\n" + journal(host));
  }

  /// Elsewhere, as an engine would: that it runs is enough.
  private static void startElsewhere(String host) throws Exception {
    // Refused as long as the old owner counts as alive, then it waits until that one is dead.
    long giveUp = System.nanoTime() + Duration.ofMinutes(2).toNanos();
    var said = lab.call("vm-start", VM, host);
    while (said.code() != 0 && System.nanoTime() < giveUp) said = lab.call("vm-start", VM, host);
    var last = said.text();
    assertTrue(lab.runs(host, VM), () -> last + "; the guard's journal:\n" + journal(host));
  }

  private static void killSanlock(String host) throws Exception {
    lab.in(host, "systemctl", "kill", "--signal=SIGKILL", "sanlock");
    Lab.within(
        SOON,
        "the end of sanlock",
        () -> {
          try {
            return lab.tryIn(host, "systemctl", "is-active", "sanlock").code() != 0;
          } catch (Exception e) {
            return false;
          }
        });
  }

  private static void gone(String host, Duration atMost) throws InterruptedException {
    try {
      Lab.within(atMost, "the end of QEMU on " + host, () -> !lab.hasQemu(host));
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + "; the guard's journal:\n" + journal(host), e);
    }
  }

  /// The guard's last deed on a host, as it wrote it down.
  private static String deed(String host, String what) throws Exception {
    var said = Pattern.compile("\"what\":\"" + what + "\".*\"why\":\"([^\"]*)\"");
    for (int i = 0; i < 20; i++) {
      var lines = lab.read(host, "var/lib/leasehold/guard.journal").lines().toList();
      for (var line : lines.reversed()) {
        var found = said.matcher(line);
        if (found.find()) return found.group(1);
      }
      Thread.sleep(200);
    }
    return "no " + what;
  }

  @Tag("long")
  @Test
  void aHealthyVmLivesThroughPausesAndThroughAnyEndOfTheGuard() throws Exception {
    start("h1");
    for (int i = 0; i < 3; i++) {
      assertEquals(0, lab.tryIn("h1", "virsh", "suspend", VM).code(), () -> journal("h1"));
      Thread.sleep(2500);
      assertEquals(0, lab.tryIn("h1", "virsh", "resume", VM).code(), () -> journal("h1"));
      Thread.sleep(1000);
    }
    lab.in("h1", "systemctl", "kill", "--signal=SIGKILL", "leasehold-guard");
    Thread.sleep(3000);
    lab.in("h1", "systemctl", "is-active", "leasehold-guard");
    lab.command("freeze", "h1", "java");
    Thread.sleep(4000);
    lab.command("thaw", "h1", "java");
    Thread.sleep(4000);
    assertTrue(lab.runs("h1", VM), () -> "it does not run: " + journal("h1"));
    assertTrue(journal("h1").contains("\"what\":\"watching\""), () -> journal("h1"));
  }

  private static String journal(String host) {
    try {
      return lab.read(host, "var/lib/leasehold/guard.journal");
    } catch (Exception e) {
      return e.toString();
    }
  }

  /// The first sequence of the proof: the rejoin makes the lease free for others at once.
  @Test
  void aDaemonThatComesBackDoesNotKnowTheCopyWhichEndsBeforeAnyJoin() throws Exception {
    start("h2");
    killSanlock("h2");
    lab.in("h2", "systemctl", "start", "sanlock");
    gone("h2", SOON);
    assertEquals("(b) sanlock answers and does not know the process", deed("h2", "kill"));
    lab.command("join", "h2");
    startElsewhere("h1");
    assertFalse(lab.runs("h2", VM));
  }

  /// The second: nobody comes back, and the other host may start it 68 s after the last renewal.
  @Test
  void withoutADaemonTheCopyEndsLongBeforeAnotherMayStart() throws Exception {
    start("h2");
    killSanlock("h2");
    gone("h2", FAIL);
    var why = deed("h2", "term");
    assertTrue(why.matches("\\(a\\) last renewal ([89]|1\\d)\\.\\d s ago"), why);
    startElsewhere("h1");
    assertFalse(lab.runs("h2", VM));
  }

  @Tag("long")
  @Test
  void aFrozenDaemonEndsTheCopyAt8N() throws Exception {
    start("h1");
    lab.command("freeze", "h1", "sanlock");
    gone("h1", FAIL);
    lab.command("thaw", "h1", "sanlock");
    var why = deed("h1", "term");
    assertTrue(why.matches("\\(a\\) last renewal ([89]|1\\d)\\.\\d s ago"), why);
    killSanlock("h1"); // it has given the lockspace up, and a fresh one is joined for the next test
  }

  @Tag("long")
  @Test
  void aGuardThatStartsLateNeedsNoMemory() throws Exception {
    start("h2");
    lab.in("h2", "systemctl", "stop", "leasehold-guard");
    killSanlock("h2");
    Thread.sleep(30_000);
    assertTrue(lab.runs("h2", VM), "without a guard nobody ends it");
    lab.in("h2", "systemctl", "start", "leasehold-guard");
    gone("h2", SOON);
    var why = deed("h2", "kill");
    // On a loaded machine the first look at the disk may be late; then nobody could tell.
    assertTrue(why.startsWith("(a) last renewal ") || why.startsWith("(a) neither"), why);
  }

  /// QEMU without a disk on the hung path can still end, by the guard's signal or by sanlock's.
  @Test
  void aHungPathEndsTheCopyAt8N() throws Exception {
    lab.command("vm-start", "--no-disk", "--wait", VM, "h1");
    lab.command("hang-storage", "h1");
    gone("h1", FAIL);
    lab.command("heal-storage", "h1");
    killSanlock("h1"); // it has given the lockspace up
  }

  /// A host that stood still for longer than 8N + 60 s: its copy must not write on (S8).
  @Tag("long")
  @Test
  void aFrozenHostFindsItsLeaseTakenAndItsCopyEnds() throws Exception {
    start("h1");
    lab.command("freeze", "h1", "everything");
    startElsewhere("h2");
    lab.command("thaw", "h1", "everything");
    gone("h1", SOON);
    assertTrue(lab.runs("h2", VM));
  }

  /// S9: SIGKILL does not help against a request in flight; the reset does.
  @Tag("long")
  @Test
  void aHostWithAnUnkillableCopyResetsItself() throws Exception {
    start("h1");
    var boot = bootId();
    lab.command("hang-storage", "--in-flight", "h1");
    // 8N + 45 s. The lab's host can end only when its path lets go; a real one just resets.
    Lab.within(
        Duration.ofMinutes(2),
        "the order to reset h1",
        () -> journal("h1").contains("\"what\":\"reset\""));
    lab.command("heal-storage", "h1");
    Lab.within(Duration.ofMinutes(1), "the reset of h1", () -> !bootIdOr(boot).equals(boot));
    lab.command("wait", "h1");
    startElsewhere("h2");
  }

  private static String bootIdOr(String unknown) {
    try {
      return bootId();
    } catch (Exception e) {
      return unknown;
    }
  }

  private static String bootId() throws Exception {
    return lab.status("\"h1\": \\{.*?\"boot_id\": \"([^\"]*)\"");
  }
}
