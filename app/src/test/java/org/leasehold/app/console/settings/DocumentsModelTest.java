package org.leasehold.app.console.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.leasehold.app.console.StillFace;
import org.leasehold.app.console.demo.DemoCluster;
import org.leasehold.app.console.effect.Desk;
import org.leasehold.app.console.parts.Tone;
import org.leasehold.app.console.text.Times;
import org.leasehold.core.model.ClusterDocument;
import org.leasehold.core.model.Epoch;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.VmId;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.ClusterTopic;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.protocol.Method;

/// kvm2 kept aside what an engine wrote that was cut off; kvm3 does not answer.
class DocumentsModelTest {
  private final DemoCluster cluster = new DemoCluster(1_700_000_000_000L, 7);
  private final ClusterDocument counts;
  private final ClusterDocument lost;
  private final DocumentsModel model;

  DocumentsModelTest() {
    cluster.settle();
    counts = Objects.requireNonNull(cluster.snapshot().state().document());
    lost = counts.without(new Epoch(counts.epoch().value()), new VmId("wiki"));
    var face =
        new StillFace(cluster) {
          @Override
          public <P extends Record, R> CompletableFuture<R> look(
              HostId host, Method<P, R> method, P params) {
            if (host.value() == 3) {
              return CompletableFuture.failedFuture(
                  new CallException(ErrorCode.UNREACHABLE, "kvm3 does not answer"));
            }
            return CompletableFuture.completedFuture(method.result().cast(answer(host, method)));
          }
        };
    var desk = new Desk(face, "anna", new Times(ZoneOffset.UTC), Runnable::run);
    model = new DocumentsModel(() -> desk);
  }

  private Object answer(HostId host, Method<?, ?> method) {
    if (method.equals(ClusterTopic.GET_ASIDE)) return new ClusterTopic.AsideDocument(lost);
    return new ClusterTopic.Kept(
        counts, host.value() == 2 ? List.of(ClusterTopic.Aside.of(lost)) : List.of());
  }

  private static String name(ClusterDocument of) {
    return ClusterTopic.Aside.of(of).name();
  }

  @Test
  void everyHostSaysWhichDocumentItKeepsAndWhichLost() {
    model.look();
    var keeps = "keeps " + name(counts) + ", which counts";
    assertEquals(
        List.of(
            new DocumentsModel.Row(Tone.OK, "kvm1", keeps, List.of()),
            new DocumentsModel.Row(
                Tone.OK,
                "kvm2",
                keeps,
                List.of(
                    new DocumentsModel.Lost(
                        new HostId(2), ClusterTopic.Aside.of(lost), name(lost)))),
            new DocumentsModel.Row(Tone.WARN, "kvm3", "kvm3 does not answer", List.of())),
        model.rows().get());
    assertEquals(false, model.busy().get());
  }

  @Test
  void whatALostDocumentSaysOtherwiseIsTold() {
    model.look();
    model.show(model.rows().get().get(1).aside().getFirst());
    assertEquals(
        new DocumentsModel.Told(
            Tone.INFO,
            "Document %s lost. It says otherwise than %s:".formatted(name(lost), name(counts)),
            List.of("vm wiki: is not there")),
        model.told().get());
  }
}
