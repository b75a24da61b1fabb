package org.leasehold.core.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.leasehold.core.engine.Claim;
import org.leasehold.core.model.VmId;
import org.leasehold.core.protocol.ClusterTopic;
import org.leasehold.core.protocol.Done;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.protocol.StoreTopic;
import org.leasehold.core.protocol.VmTopic;

/// Operations are begun and gone on with only under the claim, and are cancelled once.
class OperationDeskTest extends WithTwoHosts {
  private static final VmId MAIL = new VmId("22222222-2222-2222-2222-222222222222");
  private static final String WORK = "operation 1";

  /// Holds an answer back until it is complete.
  private final CompletableFuture<Done> gate = new CompletableFuture<>();

  @AfterEach
  void letGo() {
    gate.complete(new Done("let go"));
  }

  private void up() throws Exception {
    acting();
    await(_ -> monitor.lines().all().stream().filter(HostLine::isHeard).count() == 2);
  }

  private Operation adopt() {
    return new Operation.Adopt(two.host, "mail", null, false);
  }

  /// The second host lists its VMs only when it is let.
  private void listsLate() {
    two.on(
        VmTopic.LIST,
        _ -> {
          gate.join();
          return new VmTopic.Domains(
              List.of(new VmTopic.Domain(MAIL, "mail", "running", true, false, false)));
        });
  }

  private void nothingIsChanged() {
    for (var agent : List.of(one, two)) {
      for (var change : List.of(VmTopic.ADOPT, StoreTopic.CREATE_LEASE)) {
        assertFalse(agent.asked.contains(change.name()), change.name());
      }
    }
  }

  @Test
  void nothingIsBegunBeforeTheClaimIsHeld() throws Exception {
    for (var agent : List.of(one, two)) {
      agent.refuses(ClusterTopic.HOLD_CLAIM, ErrorCode.UNREACHABLE, "the volume cannot be read");
    }
    monitor.start();
    await(now -> now.state().document() != null);
    assertEquals(
        new Answer.Refused("this engine does not hold the claim yet; try again in a few seconds"),
        face.ask("anna", adopt()).get(20, TimeUnit.SECONDS));
    nothingIsChanged();
  }

  @Test
  void nothingIsChangedAnyMoreOnceTheClaimIsLost() throws Exception {
    listsLate();
    up();
    var answer = face.ask("anna", adopt());
    await(_ -> two.asked.contains(VmTopic.LIST.name()));
    one.refuses(ClusterTopic.HOLD_CLAIM, ErrorCode.UNREACHABLE, "the volume cannot be read");
    await(now -> now.state().claim() != Claim.ACTING);
    gate.complete(new Done("let go"));
    assertEquals(
        new Answer.Refused(
            "this engine lost its claim meanwhile; what was done stands (checking mail on every"
                + " host), go on where it acts"),
        answer.get(20, TimeUnit.SECONDS));
    nothingIsChanged();
  }

  @Test
  void anOperationIsCancelledOnceAndOnlyWhileItIsUnderWay() throws Exception {
    listsLate();
    up();
    var answer = face.ask("anna", adopt());
    // Who is told of its end keeps it from being over.
    var told = answer.thenAccept(_ -> gate.join());
    await(_ -> two.asked.contains(VmTopic.LIST.name()));
    assertEquals(
        new Answer.Done("Adopting mail: ends after its present step (begins)"),
        face.cancel("anna", WORK).get(20, TimeUnit.SECONDS));
    assertEquals(
        new Answer.Refused("Adopting mail: is being cancelled already"),
        face.cancel("bert", WORK).get(20, TimeUnit.SECONDS));
    gate.complete(new Done("let go"));
    told.get(20, TimeUnit.SECONDS);
    assertEquals(new Answer.Failed("vm/list was cancelled"), answer.get(20, TimeUnit.SECONDS));
    var over = new Answer.Refused("it is over already; nothing was cancelled");
    while (!face.cancel("anna", WORK).get(20, TimeUnit.SECONDS).equals(over)) Thread.sleep(20);
    nothingIsChanged();
  }
}
