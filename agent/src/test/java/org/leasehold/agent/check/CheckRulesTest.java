package org.leasehold.agent.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.leasehold.core.model.Grade;

class CheckRulesTest {
  private static final HostFacts.Libvirt LIBVIRT =
      new HostFacts.Libvirt(
          Optional.of("sanlock"), true, false, false, true, List.of(), false, List.of(), List.of());
  private static final HostFacts.Lockspace JOINED =
      new HostFacts.Lockspace("ls", 1, 10, Optional.of(1), 10, "me", "me");

  private static HostFacts facts(
      HostFacts.Libvirt libvirt, boolean usesWatchdog, boolean wdmd, boolean guardRuns) {
    return new HostFacts(
        libvirt,
        Optional.of(new HostFacts.Sanlock("3.8.5", usesWatchdog)),
        "",
        true,
        wdmd,
        guardRuns,
        List.of(JOINED),
        List.of(),
        Optional.of("chronyd"),
        List.of(),
        List.of());
  }

  private static final HostFacts WELL = facts(LIBVIRT, true, true, true);

  private static HostFacts lockspace(HostFacts.Lockspace lockspace) {
    return new HostFacts(
        LIBVIRT,
        WELL.sanlock(),
        "",
        true,
        true,
        true,
        List.of(lockspace),
        List.of(),
        WELL.timeSync(),
        List.of(),
        List.of());
  }

  private static List<String> ids(HostFacts facts) {
    return CheckRules.findings(facts).stream()
        .map(one -> (one.grave() ? "! " : "") + one.id())
        .toList();
  }

  @Test
  void aHostThatIsAllRightHasNothingToSay() {
    assertEquals(List.of(), CheckRules.findings(WELL));
    assertEquals(Grade.WATCHDOG, CheckRules.grade(WELL));
  }

  @Test
  void theGradeSaysWhatStandsBehindTheLeases() {
    var guardOnly = facts(LIBVIRT, false, false, true);
    assertEquals(Grade.GUARD_ONLY, CheckRules.grade(guardOnly));
    assertEquals(List.of("protection.guard-only"), ids(guardOnly));
    var nothing = facts(LIBVIRT, false, false, false);
    assertEquals(Grade.NOT_PROTECTED, CheckRules.grade(nothing));
    assertEquals(List.of("! protection.none"), ids(nothing));
    assertEquals(Grade.GUARD_ONLY, CheckRules.grade(facts(LIBVIRT, true, false, true)));
  }

  @Test
  void leasesThatLibvirtIgnoresProtectNobodyWhateverElseRuns() {
    for (var manager : List.of(Optional.<String>empty(), Optional.of("lockd"))) {
      var libvirt =
          new HostFacts.Libvirt(
              manager, true, false, false, true, List.of(), false, List.of(), List.of());
      var facts = facts(libvirt, true, true, true);
      assertEquals(Grade.NOT_PROTECTED, CheckRules.grade(facts));
      assertEquals(List.of("! libvirt.lock-manager", "! protection.none"), ids(facts));
    }
  }

  @Test
  void whatIsWrongWithALockspaceIsSaid() {
    assertEquals(
        List.of("! lockspace.not-joined"),
        ids(lockspace(new HostFacts.Lockspace("ls", 1, 10, Optional.empty(), 0, "", "me"))));
    assertEquals(
        List.of("! lockspace.host-id"),
        ids(lockspace(new HostFacts.Lockspace("ls", 1, 10, Optional.of(2), 10, "me", "me"))));
    assertEquals(
        List.of("! lockspace.host-id-clash"),
        ids(lockspace(new HostFacts.Lockspace("ls", 1, 10, Optional.of(1), 10, "other", "me"))));
    assertEquals(
        List.of("! lockspace.io-timeout"),
        ids(lockspace(new HostFacts.Lockspace("ls", 1, 10, Optional.of(1), 5, "me", "me"))));
  }

  @Test
  void retriesAreComparedWith8N() {
    var retries =
        List.of(
            new HostFacts.Retry("/mnt", "NFS mounted soft", Optional.of(80L)),
            new HostFacts.Retry("/mnt", "NFS mounted soft", Optional.of(81L)),
            new HostFacts.Retry("/etc/multipath.conf", "no_path_retry queue", Optional.empty()));
    var facts =
        new HostFacts(
            LIBVIRT,
            WELL.sanlock(),
            "",
            true,
            true,
            true,
            List.of(JOINED),
            List.of(),
            WELL.timeSync(),
            List.of(),
            retries);
    assertEquals(List.of("storage.retry", "storage.retry"), ids(facts));
  }

  @Test
  void anUntestedSanlockIsNamedWithItsVersion() {
    var other =
        new HostFacts(
            LIBVIRT,
            Optional.of(new HostFacts.Sanlock("4.0.0", true)),
            "",
            true,
            true,
            true,
            List.of(JOINED),
            List.of(),
            WELL.timeSync(),
            List.of(),
            List.of());
    assertEquals(List.of("sanlock.version"), ids(other));
    assertEquals(
        "sanlock is version 4.0.0; Leasehold is tested with 3.8",
        CheckRules.findings(other).getFirst().what());
  }

  @Test
  void everyFindingSaysWhatAndWhatToDo() {
    var worst =
        new HostFacts(
            new HostFacts.Libvirt(
                Optional.empty(),
                false,
                true,
                true,
                false,
                List.of("/etc/libvirt/qemu.conf"),
                true,
                List.of("web"),
                List.of("web")),
            Optional.empty(),
            "sanlock is not running on this host",
            false,
            false,
            false,
            List.of(),
            List.of("suspend.target"),
            Optional.empty(),
            List.of("vm-db"),
            List.of());
    var findings = CheckRules.findings(worst);
    assertEquals(
        List.of(
            "host.sleep",
            "host.time",
            "libvirt.auto-disk-leases",
            "libvirt.autostart",
            "libvirt.definition",
            "libvirt.guests",
            "libvirt.hook",
            "libvirt.lock-driver",
            "libvirt.lock-manager",
            "libvirt.require-lease",
            "libvirt.stale",
            "pacemaker.vm",
            "protection.none",
            "sanlock.down"),
        findings.stream().map(HostFinding::id).sorted().toList());
    for (var one : findings) {
      assertFalse(one.what().isBlank() || one.fix().isBlank(), one.id());
      assertFalse(one.what().endsWith(".") || one.fix().endsWith("."), one.what());
    }
  }
}
