package org.leasehold.app.console.confirm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.ZoneOffset;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.leasehold.app.console.StillFace;
import org.leasehold.app.console.demo.DemoCluster;
import org.leasehold.app.console.demo.Trouble;
import org.leasehold.app.console.text.Times;
import org.leasehold.core.engine.Claim;
import org.leasehold.core.engine.Request;
import org.leasehold.core.model.HostId;
import org.leasehold.core.monitor.Answer;

class ConfirmTest {
  private static final Times TIMES = new Times(ZoneOffset.UTC);
  private static final HostId KVM1 = new HostId(1);
  private static final HostId KVM2 = new HostId(2);

  private final DemoCluster cluster = settled();

  private static DemoCluster settled() {
    var cluster = new DemoCluster(1_700_000_000_000L, 7);
    cluster.settle();
    return cluster;
  }

  private ConfirmReading reading(HostId host) {
    return ConfirmReading.of(cluster.snapshot(), host, TIMES);
  }

  private void refused(HostId host, String strong) {
    var reading = reading(host);
    assertEquals(strong, reading.verdict().strong());
    assertTrue(reading.blocked());
    var model = new ConfirmModel(new StillFace(cluster), host, "anna", TIMES, Runnable::run);
    model.typed().set("kvm2");
    assertTrue(model.off().get(), "the button is off, whatever is typed");
    model.confirm();
    assertEquals("", model.answer().get(), "and does nothing");
  }

  @Test
  void aHostThatAnswersHasNothingToConfirm() {
    refused(KVM1, "This host answers.");
  }

  @Test
  void aHostThatRenewsItsLeaseIsRunning() {
    cluster.make(Trouble.MANAGEMENT_CUT, 2, "web-1");
    cluster.advance(70);
    refused(KVM2, "This host is running.");
    assertEquals("alive", reading(KVM2).evidence().getFirst().strong());
  }

  @Test
  void aHostWhoseRenewalIsOnlyLateMayStillRun() {
    cluster.make(Trouble.POWER_LOSS, 2, "web-1");
    cluster.advance(36);
    refused(KVM2, "Too early to say.");
  }

  @Test
  void anEngineThatOnlyWatchesTakesNoWord() {
    cluster.make(Trouble.POWER_LOSS, 2, "web-1");
    cluster.advance(70);
    var watching = StillFace.withClaim(cluster.snapshot(), Claim.WATCHING);
    var reading = ConfirmReading.of(watching, KVM2, TIMES);
    assertEquals("This engine only watches.", reading.verdict().strong());
    assertTrue(reading.blocked());
  }

  @Test
  void aHostThatIsNoneOfTheClusterIsRefused() {
    refused(new HostId(9), "No such host.");
  }

  @Test
  void theSameWordTwiceIsRefused() {
    cluster.make(Trouble.POWER_LOSS, 2, "web-1");
    cluster.advance(70);
    cluster.ask("anna", new Request.ConfirmRebooted(KVM2, "kvm2"));
    refused(KVM2, "Confirmed by anna.");
  }

  @Test
  void theNameIsAskedForOnlyWhereAVmWithoutLeaseIsConcerned() {
    cluster.make(Trouble.POWER_LOSS, 2, "web-1");
    cluster.advance(70);
    var reading = reading(KVM2);
    assertFalse(reading.blocked());
    assertEquals("kvm2", reading.name());
    assertEquals(java.util.List.of("old-crm"), reading.unleased());
  }

  @Test
  void oneClickIsEnoughWhereTheLeaseDecides() {
    cluster.ask("anna", new Request.StopVm(new org.leasehold.core.model.VmId("old-crm"), false));
    cluster.advance(60);
    cluster.make(Trouble.POWER_LOSS, 2, "web-1");
    cluster.advance(70);
    var reading = reading(KVM2);
    assertEquals("One click is enough.", reading.verdict().strong());
    assertEquals("", reading.name());
    var model = new ConfirmModel(new StillFace(cluster), KVM2, "anna", TIMES, Runnable::run);
    assertFalse(model.off().get());
    model.confirm();
    assertTrue(model.done().get());
    assertEquals("The engine took it to heart: kvm2 counts as rebooted.", model.answer().get());
  }

  @Test
  void aWrongNameConfirmsNothing() {
    cluster.make(Trouble.POWER_LOSS, 2, "web-1");
    cluster.advance(70);
    var model = new ConfirmModel(new StillFace(cluster), KVM2, "anna", TIMES, Runnable::run);
    model.typed().set("kvm3");
    assertTrue(model.off().get());
    model.typed().set("kvm2");
    assertFalse(model.off().get());
    model.confirm();
    assertTrue(model.done().get());
    cluster.advance(10);
    assertEquals(
        new HostId(1),
        java.util.Objects.requireNonNull(
                cluster.snapshot().state().vms().get(new org.leasehold.core.model.VmId("old-crm")))
            .host(),
        "the VM without a lease starts elsewhere");
  }

  @Test
  void whatTheEngineRefusesIsSaidAndCanBeTriedAgain() {
    cluster.make(Trouble.POWER_LOSS, 2, "web-1");
    cluster.advance(70);
    var face =
        new StillFace(cluster) {
          @Override
          public CompletableFuture<Answer> ask(String operator, Request request) {
            return CompletableFuture.completedFuture(new Answer.Refused("it is up"));
          }
        };
    var model = new ConfirmModel(face, KVM2, "anna", TIMES, Runnable::run);
    model.confirm();
    assertEquals("Refused: it is up", model.answer().get());
    assertFalse(model.off().get());
  }

  @Test
  void anEngineThatCannotBeAskedIsSaid() {
    cluster.make(Trouble.POWER_LOSS, 2, "web-1");
    cluster.advance(70);
    var face =
        new StillFace(cluster) {
          @Override
          public CompletableFuture<Answer> ask(String operator, Request request) {
            return CompletableFuture.failedFuture(new IllegalStateException("connection broke"));
          }
        };
    var model = new ConfirmModel(face, KVM2, "anna", TIMES, Runnable::run);
    model.confirm();
    assertEquals("The engine could not be asked: connection broke", model.answer().get());
  }
}
