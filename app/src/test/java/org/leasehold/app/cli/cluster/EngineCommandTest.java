package org.leasehold.app.cli.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.leasehold.core.model.ClusterDocument;

/// What a command says where an engine does not answer, or knows nothing yet.
class EngineCommandTest {
  @Test
  void anEngineThatDoesNotAnswerMayStillDoIt() {
    var late =
        assertThrows(
            TooLateException.class,
            () -> EngineCommand.await(new CompletableFuture<>(), Duration.ofSeconds(1)));
    assertEquals(
        "no answer within 1 s; it may still happen: see `leasehold events`", late.getMessage());
  }

  @Test
  void aNameInAClusterWithoutAnything() {
    var names = new Names(ClusterDocument.EMPTY);
    assertEquals(
        "no host kvm1: the cluster has none yet",
        assertThrows(Names.UnknownNameException.class, () -> names.host("kvm1")).getMessage());
    assertEquals(
        "no VM web: the cluster has none yet",
        assertThrows(Names.UnknownNameException.class, () -> names.vm("web")).getMessage());
    assertEquals(
        "no store nas: the cluster has none yet",
        assertThrows(Names.UnknownNameException.class, () -> names.store("nas")).getMessage());
  }
}
