package org.leasehold.agent.vm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.leasehold.agent.vm.HypervisorException.Kind;
import org.leasehold.core.model.VmId;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.protocol.HostTopic;
import org.leasehold.core.protocol.VmTopic;

/// What a host refuses to do with its VMs, with its sentence.
class VmServiceRefusalsTest extends WithOneHost {
  private VmService service;

  @BeforeEach
  void service() {
    service = vmService();
  }

  private static VmTopic.OneVm mail() {
    return new VmTopic.OneVm(HEADER, MAIL);
  }

  @Test
  void aVmThatDoesNotRunHereIsNeitherRebootedNorEnded() throws Exception {
    power = VmSeen.Power.PAUSED_BY_PERSON;
    refused(
        ErrorCode.RULE,
        "VM %s does not run here (PAUSED_BY_PERSON)".formatted(MAIL),
        () -> service.reboot(new VmTopic.Reboot(HEADER, MAIL, 1000), CALL));
    isThere = false;
    refused(
        ErrorCode.RULE,
        "VM %s does not run here (unknown)".formatted(MAIL),
        () -> service.reboot(new VmTopic.Reboot(HEADER, MAIL, 1000), CALL));
    refused(
        ErrorCode.UNKNOWN_NAME,
        "VM %s does not run here".formatted(MAIL),
        () -> service.destroy(mail(), CALL));
  }

  @Test
  void aGuestThatDoesNotShutDownIsNotForced() throws Exception {
    power = VmSeen.Power.RUNNING;
    failed(
        ErrorCode.TIMED_OUT,
        "the guest of VM %s did not shut down within 1 s; it was not forced".formatted(MAIL),
        () -> service.stop(new VmTopic.Stop(HEADER, MAIL, true, 1000), CALL));
    failed(
        ErrorCode.TIMED_OUT,
        "the guest of VM %s did not shut down within 0 s; it was not forced".formatted(MAIL),
        () -> service.reboot(new VmTopic.Reboot(HEADER, MAIL, 0), CALL));
    assertEquals(List.of("shutdown", "shutdown"), told);
  }

  @Test
  void anEndThatIsNotReportedIsNotForgotten() throws Exception {
    runsWithItsLease(6);
    refused(
        ErrorCode.UNKNOWN_NAME,
        "VM %s has no end that is reported".formatted(MAIL),
        () -> service.forgetExit(mail(), CALL));
  }

  @Test
  void whatLibvirtRefusesIsSaidInItsWords() throws Exception {
    failures.put("pause", trouble(Kind.WRONG_STATE, "VM mail is not running"));
    refused(ErrorCode.RULE, "VM mail is not running", () -> service.pause(mail(), CALL));
    failures.put("destroy", trouble(Kind.NO_SUCH_VM, "libvirt knows no such VM"));
    refused(
        ErrorCode.UNKNOWN_NAME,
        "libvirt knows no such VM",
        () -> service.stop(new VmTopic.Stop(HEADER, MAIL, false, 0), CALL));
  }

  @Test
  void aHostThatIsFitNeedsNoCheck() throws Exception {
    refused(
        ErrorCode.RULE,
        "this host is not unfit",
        () -> service.checked(new HostTopic.ByHand(HEADER, "anna"), CALL));
  }

  @Test
  void aVmWithoutADisplayHasNoDoorToIt() throws Exception {
    power = VmSeen.Power.RUNNING;
    var ask = new VmTopic.Named(MAIL);
    refused(
        ErrorCode.UNKNOWN_NAME,
        "VM %s has no display on this host".formatted(MAIL),
        () -> service.display(ask, CALL));
    live = xml("mail", "none", "<graphics type='vnc' port='5900'/>");
    Files.writeString(folder.resolve("display"), "a file");
    refused(
        ErrorCode.RESOURCES,
        "the door to the display cannot be made: " + folder.resolve("display"),
        () -> service.display(ask, CALL));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          NOTHING       | another operation is under way
          STARTING      | it is being started
          RESUMING      | it is being resumed
          REPLUGGING    | its lease is being given to it or taken from it
          MIGRATING_OUT | it is being migrated away
          MIGRATING_IN  | it is being migrated here
          """)
  void oneOperationAtATime(VmRecord.Doing doing, String what) throws Exception {
    var busy = new CountDownLatch(1);
    var over = new CountDownLatch(1);
    var other =
        Thread.ofPlatform()
            .start(
                () -> {
                  var record = table.of(MAIL);
                  record.busy.lock();
                  try {
                    record.begin(doing);
                    busy.countDown();
                    over.await();
                  } catch (InterruptedException _) {
                    // The test is over.
                  } finally {
                    record.busy.unlock();
                  }
                });
    busy.await();
    try {
      refused(
          ErrorCode.BUSY,
          "VM %s is busy: %s; try again when that has ended".formatted(MAIL, what),
          () -> resumes.resume(MAIL, Duration.ofSeconds(30)));
    } finally {
      over.countDown();
      other.join();
    }
  }

  @Test
  void aProcessThatDoesNotEndIsInDoubt() throws Exception {
    power = VmSeen.Power.RUNNING;
    isUnkillable = true;
    failed(
        ErrorCode.IN_DOUBT,
        "process %d of VM %s did not end on SIGKILL".formatted(PID, MAIL),
        () -> service.destroy(mail(), CALL));
  }

  @Test
  void aFitnessThatCannotBeForgottenStays() throws Exception {
    var file = folder.resolve("fitness");
    Files.createDirectories(file.resolve("full"));
    refused(
        ErrorCode.RESOURCES,
        file.toString(),
        () -> service.checked(new HostTopic.ByHand(HEADER, "anna"), CALL));
  }

  @Test
  void aVmNobodyKnowsIsNotPaused() throws Exception {
    var other = new VmId("6f1d2c3b-0000-4000-8000-000000000002");
    table.of(other);
    failures.put("pause", trouble(Kind.NO_SUCH_VM, "libvirt of this host has no VM " + other));
    refused(
        ErrorCode.UNKNOWN_NAME,
        "libvirt of this host has no VM " + other,
        () -> service.pause(new VmTopic.OneVm(HEADER, other), CALL));
  }
}
