package org.leasehold.agent.vm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leasehold.agent.vm.VmHappening.Ended.End;
import org.leasehold.agent.vm.VmHappening.PoweringDown.Side;
import org.leasehold.core.model.ExitEvidence;
import org.leasehold.core.model.ExitMark;
import org.leasehold.core.model.VmId;

/// Every end of the spec's table leaves marks of its own, and the raw words stay.
class ExitsTest {
  private static final String NAME = "mail";

  @TempDir Path logs;
  private final VmRecord record = new VmRecord(new VmId("vm"));
  private boolean leaseFails;
  private boolean hostGoesDown;
  private Exits exits;

  @BeforeEach
  void newExits() {
    exits =
        new Exits(
            new QemuLog(logs),
            new GuardWords(logs.resolve("guard.journal")),
            _ -> leaseFails,
            () -> hostGoesDown);
  }

  private ExitEvidence told(End how) {
    return exits.told(record, NAME, how);
  }

  private void log(String text) throws Exception {
    Files.writeString(logs.resolve(NAME + ".log"), text);
  }

  private static ExitEvidence evidence(int signal, String text, ExitMark... marks) {
    return new ExitEvidence(List.of(marks), signal, text);
  }

  @Test
  void theGuestShutItselfDown() {
    record.shutBy(Side.GUEST);
    assertEquals(evidence(0, "SHUT_DOWN", ExitMark.GUEST_SHUTDOWN), told(End.SHUT_DOWN));
  }

  @Test
  void theHostShutsDownAndItLooksLikeTheGuest() {
    record.shutBy(Side.GUEST);
    hostGoesDown = true;
    assertEquals(
        evidence(0, "SHUT_DOWN", ExitMark.GUEST_SHUTDOWN, ExitMark.HOST_GOING_DOWN),
        told(End.SHUT_DOWN));
  }

  @Test
  void aSignalEndedIt() throws Exception {
    log("qemu-system-x86_64: terminating on signal 15 from pid 77 (bash)\n");
    record.shutBy(Side.HOST);
    assertEquals(
        evidence(
            15,
            "SHUT_DOWN; QEMU: terminating on signal 15 from pid 77 (bash)",
            ExitMark.HOST_SHUTDOWN),
        told(End.SHUT_DOWN));
  }

  @Test
  void libvirtsOwnSignalIsNoCause() throws Exception {
    log("qemu: terminating on signal 15 from pid 10 (/usr/sbin/libvirtd)\n");
    record.wish(VmRecord.Wish.STOP);
    record.shutBy(Side.GUEST);
    assertEquals(
        evidence(0, "SHUT_DOWN", ExitMark.REQUESTED_STOP, ExitMark.GUEST_SHUTDOWN),
        told(End.SHUT_DOWN));
  }

  @Test
  void anEarlierRunsLastWordsAreNotTaken() throws Exception {
    log(
        """
        qemu: terminating on signal 15 from pid 77 (bash)
        2026-01-01 00:00:00.000+0000: starting up libvirt version: 9.0.0
        """);
    record.shutBy(Side.GUEST);
    assertEquals(evidence(0, "SHUT_DOWN", ExitMark.GUEST_SHUTDOWN), told(End.SHUT_DOWN));
  }

  @Test
  void qemuDied() {
    assertEquals(evidence(0, "FAILED", ExitMark.QEMU_LOST), told(End.FAILED));
  }

  @Test
  void theGuestPanicked() {
    record.panicked();
    assertEquals(evidence(0, "CRASHED; the guest panicked", ExitMark.QEMU_LOST), told(End.CRASHED));
  }

  @Test
  void sanlockEndedItBecauseItsLockspaceFailed() throws Exception {
    leaseFails = true;
    assertEquals(evidence(0, "FAILED", ExitMark.LEASE_KILL, ExitMark.QEMU_LOST), told(End.FAILED));
    log("qemu: terminating on signal 15 from pid 9 (sanlock)\n");
    leaseFails = false;
    assertEquals(
        evidence(
            15,
            "SHUT_DOWN; QEMU: terminating on signal 15 from pid 9 (sanlock)",
            ExitMark.LEASE_KILL,
            ExitMark.HOST_SHUTDOWN),
        told(End.SHUT_DOWN));
  }

  @Test
  void theGuestsOwnShutdownIsItsOwnAlsoWhileTheLockspaceFails() {
    leaseFails = true;
    record.shutBy(Side.GUEST);
    assertEquals(evidence(0, "SHUT_DOWN", ExitMark.GUEST_SHUTDOWN), told(End.SHUT_DOWN));
  }

  @Test
  void ourOwnKillsAreToldFromPeoplesWishes() {
    record.wish(VmRecord.Wish.UNPROVEN);
    assertEquals(evidence(9, "FAILED", ExitMark.GUARD_KILL, ExitMark.QEMU_LOST), told(End.FAILED));
    record.wish(VmRecord.Wish.PAUSED_TOO_LONG);
    assertEquals(evidence(0, "DESTROYED", ExitMark.PAUSED_TOO_LONG), told(End.DESTROYED));
    record.wish(VmRecord.Wish.DESTROY);
    assertEquals(evidence(0, "DESTROYED", ExitMark.QEMU_LOST), told(End.DESTROYED));
    record.wish(VmRecord.Wish.STOP);
    assertEquals(evidence(0, "DESTROYED", ExitMark.REQUESTED_STOP), told(End.DESTROYED));
    record.wish(VmRecord.Wish.NONE);
    assertEquals(
        evidence(0, "DESTROYED; ended through libvirt, not by Leasehold"), told(End.DESTROYED));
  }

  @Test
  void theLeaseGuardEndedIt() throws Exception {
    record.saw(
        new VmSeen(record.vm, NAME, VmSeen.Power.RUNNING, OptionalLong.of(12), false, false));
    Files.writeString(
        logs.resolve("guard.journal"),
        """
        {"what":"kill","vm":"mail","uuid":"vm","pid":11,"why":"an older one"}
        {"what":"kill","vm":"mail","uuid":"vm","pid":12,"why":"(b) not known"}
        {"what":"gone","vm":"mail","uuid":"vm","pid":12,"why":""}
        """);
    assertEquals(
        evidence(0, "FAILED; lease guard: (b) not known", ExitMark.GUARD_KILL, ExitMark.QEMU_LOST),
        told(End.FAILED));
  }

  /// Which the engine starts again, though the guest shut down by itself.
  @Test
  void aRebootThatWasAskedForIsToldFromAShutDownOfTheGuest() {
    record.wish(VmRecord.Wish.REBOOT);
    record.shutBy(Side.GUEST);
    assertEquals(
        evidence(0, "SHUT_DOWN", ExitMark.REBOOT, ExitMark.GUEST_SHUTDOWN), told(End.SHUT_DOWN));
  }

  @Test
  void movesAndSavesAreNoErrors() {
    assertEquals(evidence(0, "MIGRATED_AWAY", ExitMark.MIGRATED_AWAY), told(End.MIGRATED_AWAY));
    assertEquals(evidence(0, "SAVED", ExitMark.SAVED), told(End.SAVED));
    record.begin(VmRecord.Doing.MIGRATING_IN);
    assertEquals(evidence(0, "FAILED", ExitMark.MIGRATION_TARGET_FAILED), told(End.FAILED));
  }

  @Test
  void whatVanishedUnseenIsSaidToHave() {
    assertEquals(
        evidence(0, "gone while nobody was told", ExitMark.DOMAIN_LOST),
        exits.vanished(record, NAME, true));
    assertEquals(
        evidence(0, "its host has booted since", ExitMark.HOST_REBOOTED),
        exits.vanished(record, NAME, false));
  }

  private String unseen(String lastLine) throws Exception {
    log("2026-01-01 00:00:00.000+0000: starting up libvirt version: 9.0.0\n" + lastLine + "\n");
    var exit = exits.vanished(record, NAME, true);
    return exit.marks() + " " + exit.text();
  }

  @Test
  void whatEndedWhileNoAgentRanIsToldFromLibvirtsLog() throws Exception {
    assertEquals(
        "[GUEST_SHUTDOWN] gone while nobody was told; libvirt's log: reason=shutdown",
        unseen("2026-01-01 00:00:09.000+0000: shutting down, reason=shutdown"));
    assertEquals(
        "[QEMU_LOST] gone while nobody was told; libvirt's log: reason=crashed",
        unseen("2026-01-01 00:00:09.000+0000: shutting down, reason=crashed"));
    assertEquals(
        "[SAVED] gone while nobody was told; libvirt's log: reason=saved",
        unseen("2026-01-01 00:00:09.000+0000: shutting down, reason=saved"));
    assertEquals(
        "[MIGRATED_AWAY] gone while nobody was told; libvirt's log: reason=migrated",
        unseen("2026-01-01 00:00:09.000+0000: shutting down, reason=migrated"));
    assertEquals(
        "[DOMAIN_LOST] gone while nobody was told; libvirt's log: reason=destroyed",
        unseen("2026-01-01 00:00:09.000+0000: shutting down, reason=destroyed"));
    assertEquals(
        "[HOST_SHUTDOWN] gone while nobody was told; QEMU: terminating on signal 15 from pid 1"
            + " (systemd); libvirt's log: reason=shutdown",
        unseen(
            "qemu: terminating on signal 15 from pid 1 (systemd)\n"
                + "2026-01-01 00:00:09.000+0000: shutting down, reason=shutdown"));
  }

  /// Its lease may count as held still: "ended" is not said on the word of a log.
  @Test
  void anEndBeforeTheHostsLastBootIsOnlyThat() throws Exception {
    log("2026-01-01 00:00:09.000+0000: shutting down, reason=shutdown\n");
    assertEquals(
        evidence(
            0, "its host has booted since; libvirt's log: reason=shutdown", ExitMark.HOST_REBOOTED),
        exits.vanished(record, NAME, false));
  }
}
