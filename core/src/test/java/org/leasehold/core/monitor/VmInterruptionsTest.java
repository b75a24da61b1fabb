package org.leasehold.core.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.leasehold.core.engine.Claim;
import org.leasehold.core.engine.Request;
import org.leasehold.core.engine.VmStatus;
import org.leasehold.core.model.Epoch;
import org.leasehold.core.model.ExitEvidence;
import org.leasehold.core.model.ExitMark;
import org.leasehold.core.model.PauseReason;
import org.leasehold.core.model.StartAnswer;
import org.leasehold.core.model.VmId;
import org.leasehold.core.model.VmReport;
import org.leasehold.core.model.VmRun;
import org.leasehold.core.protocol.Done;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.protocol.VmTopic;

/// Pause, resume and reboot by a person: what the agent is asked, and every refusal.
class VmInterruptionsTest extends WithTwoHosts {
  private static VmReport paused(PauseReason why) {
    return new VmReport(WEB, VmRun.PAUSED, why, 10, null, null, 0, DISKS, "");
  }

  private void begin(VmReport report, VmStatus status) throws InterruptedException {
    one.vms = List.of(report);
    monitor.start();
    await(now -> now.state().claim() == Claim.ACTING && vm(now) == status);
  }

  private Answer asked(Operation operation) throws Exception {
    var answer = face.ask("anna", operation);
    await(_ -> answer.isDone());
    return answer.get(10, TimeUnit.SECONDS);
  }

  @Test
  void aPauseGoesToTheHostItRunsOnUnderTheEpoch() throws Exception {
    one.on(VmTopic.PAUSE, _ -> new Done("paused"));
    begin(running(), VmStatus.UP);
    assertEquals(
        new Answer.Done(
            "web is paused on kvm1 and has given its lease up; no host starts it elsewhere while it is paused"),
        asked(new Operation.PauseVm(WEB)));
    var said = one.paramsOf(VmTopic.OneVm.class).getFirst();
    assertEquals(new Epoch(7), said.header().epoch());
    assertEquals("web is to be paused", said.header().why());
    assertEquals(WEB, said.vm());
    assertFalse(two.asked.contains(VmTopic.PAUSE.name()));
  }

  /// Wanted running stays wanted running, and yet nobody starts it: a person wants it still.
  @Test
  void whatAPersonPausedIsLeftAloneAndIsNotAFailure() throws Exception {
    begin(running(), VmStatus.UP);
    one.vms = List.of(paused(PauseReason.USER));
    await(now -> vm(now) == VmStatus.PAUSED);
    for (int i = 0; i < 50; i++) {
      one.report();
      two.report();
      Thread.sleep(20);
    }
    for (var agent : agents.values()) {
      for (var method : List.of(VmTopic.START, VmTopic.RESUME, VmTopic.DESTROY, VmTopic.STOP)) {
        assertFalse(agent.asked.contains(method.name()), method.name());
      }
    }
    assertEquals(List.of(), face.latest().open());
  }

  @Test
  void onlyWhatIsPausedIsResumedAndOnlyWhatIsUpIsPausedOrRebooted() throws Exception {
    begin(running(), VmStatus.UP);
    assertEquals(
        new Answer.Refused("web is up; only a VM that is paused can be resumed"),
        asked(new Operation.ResumeVm(WEB)));
    one.vms = List.of(paused(PauseReason.USER));
    await(now -> vm(now) == VmStatus.PAUSED);
    assertEquals(
        new Answer.Refused("web is paused; only a VM that is up can be paused"),
        asked(new Operation.PauseVm(WEB)));
    assertEquals(
        new Answer.Refused("web is paused; only a VM that is up can be rebooted"),
        asked(new Operation.RebootVm(WEB)));
  }

  @Test
  void aResumeIsTheAgentsToAllowAndItsRefusalIsTheAnswer() throws Exception {
    begin(paused(PauseReason.USER), VmStatus.PAUSED);
    one.refuses(VmTopic.RESUME, ErrorCode.RULE, "web may have run elsewhere; this copy was ended");
    assertEquals(
        new Answer.Refused("web may have run elsewhere; this copy was ended"),
        asked(new Operation.ResumeVm(WEB)));
    one.on(VmTopic.RESUME, _ -> new Done("runs again"));
    assertEquals(
        new Answer.Done("web runs again on kvm1, and its lease is proven"),
        asked(new Operation.ResumeVm(WEB)));
  }

  @Test
  void aMigrationThatBrokeOffPostCopyIsNotResumed() throws Exception {
    begin(paused(PauseReason.POST_COPY), VmStatus.PAUSED);
    assertEquals(
        new Answer.Refused(
            "web stands still in a post-copy migration that broke off; it cannot be resumed"),
        asked(new Operation.ResumeVm(WEB)));
  }

  @Test
  void aRebootEndsWhenTheEngineHasStartedItAgain() throws Exception {
    one.on(
        VmTopic.REBOOT,
        _ -> {
          var marks = List.of(ExitMark.REBOOT, ExitMark.GUEST_SHUTDOWN);
          one.vms =
              List.of(VmReport.ended(WEB, new ExitEvidence(marks, 0, "SHUT_DOWN"), null, DISKS));
          return new Done("shut down");
        });
    one.on(VmTopic.FORGET_EXIT, _ -> new Done("forgotten"));
    begin(running(), VmStatus.UP);
    var answer = face.ask("anna", new Operation.RebootVm(WEB));
    await(now -> vm(now) == VmStatus.DOWN && now.state().queue().has(WEB));
    // The gates of a start are another matter: here it simply runs again.
    one.vms = List.of(running());
    await(_ -> answer.isDone());
    assertEquals(new Answer.Done("web runs again on kvm1"), answer.get(10, TimeUnit.SECONDS));
    assertEquals(180_000, one.paramsOf(VmTopic.Reboot.class).getFirst().waitMillis());
  }

  @Test
  void aGuestThatDoesNotShutDownRunsOnAndIsSaidTo() throws Exception {
    begin(running(), VmStatus.UP);
    one.refuses(VmTopic.REBOOT, ErrorCode.TIMED_OUT, "the guest did not shut down within 180 s");
    assertEquals(
        new Answer.Failed("the guest did not shut down within 180 s"),
        asked(new Operation.RebootVm(WEB)));
    assertEquals(VmStatus.UP, vm(face.latest()));
  }

  @Test
  void nothingIsRebootedThatNobodyWouldStartAgain() throws Exception {
    begin(running(), VmStatus.UP);
    face.ask("anna", new Request.PauseHa("switch update", 5)).get(10, TimeUnit.SECONDS);
    await(now -> now.state().pause() != null);
    assertEquals(
        new Answer.Refused("HA is paused, so nobody would start web again; end the pause first"),
        asked(new Operation.RebootVm(WEB)));
    face.ask("anna", new Request.ResumeHa()).get(10, TimeUnit.SECONDS);
    face.ask("anna", new Request.VmMaintenance(WEB, true)).get(10, TimeUnit.SECONDS);
    await(now -> now.state().pause() == null);
    assertEquals(
        new Answer.Refused("web is left alone for maintenance, so nobody would start it again"),
        asked(new Operation.RebootVm(WEB)));
  }

  @Test
  void aRebootThatIsNotOverInTimeSaysHowFarItCame() throws Exception {
    one.on(VmTopic.REBOOT, _ -> new Done("the guest has shut down"));
    begin(running(), VmStatus.UP);
    assertEquals(
        new Answer.Failed(
            "web has shut down and does not run again yet: " + monitor.state().explain(WEB)),
        impatient(new Operation.RebootVm(WEB)));
  }

  @Test
  void aRebootThatIsCancelledSaysHowFarItCame() throws Exception {
    one.on(VmTopic.REBOOT, _ -> new Done("the guest has shut down"));
    begin(running(), VmStatus.UP);
    var answer = face.ask("anna", new Operation.RebootVm(WEB));
    await(now -> now.work().stream().anyMatch(it -> it.text().endsWith("is started again")));
    assertEquals(
        new Answer.Done(
            "Rebooting %s: ends after its present step (web has shut down and is started again)"
                .formatted(WEB)),
        face.cancel("bert", "operation 1").get(10, TimeUnit.SECONDS));
    assertEquals(
        new Answer.Failed("cancelled half-way: web has shut down and is started again"),
        answer.get(10, TimeUnit.SECONDS));
  }

  /// The agent has not said yet whether the start was proven; until then the VM stands still.
  @Test
  void aVmThatIsJustBeingStartedIsNotResumed() throws Exception {
    var answers = new TreeMap<VmId, StartAnswer>();
    answers.put(WEB, new StartAnswer(1, List.of()));
    one.on(VmTopic.CAN_START, _ -> new VmTopic.StartAnswers(answers));
    one.later(VmTopic.START, new CompletableFuture<VmTopic.Started>());
    two.reachable = false;
    begin(running(), VmStatus.UP);
    one.vms = List.of(VmReport.ended(WEB, ExitEvidence.of(ExitMark.QEMU_LOST), null, DISKS));
    await(_ -> one.asked.contains(VmTopic.START.name()));
    one.vms = List.of(paused(PauseReason.USER));
    await(now -> vm(now) == VmStatus.PAUSED);
    assertEquals(
        new Answer.Refused("web is just being started; look again when that is over"),
        asked(new Operation.ResumeVm(WEB)));
  }
}
