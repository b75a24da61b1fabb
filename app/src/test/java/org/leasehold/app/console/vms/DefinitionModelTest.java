package org.leasehold.app.console.vms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.leasehold.app.console.StillFace;
import org.leasehold.app.console.demo.DemoCluster;
import org.leasehold.app.console.effect.Desk;
import org.leasehold.app.console.text.Times;
import org.leasehold.core.model.DiskSet;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.VmEntry;
import org.leasehold.core.model.VmId;
import org.leasehold.core.monitor.Answer;
import org.leasehold.core.monitor.Operation;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.protocol.Method;
import org.leasehold.core.protocol.VmTopic;

/// What the engine says to an edited definition stands beside it, and nothing unchecked is kept.
class DefinitionModelTest {
  private static final String XML = "<domain>\n  <memory>1</memory>\n</domain>\n";
  private static final VmId MAIL = new VmId("mail");

  private final DemoCluster cluster = settled();
  private final Face face = new Face(cluster);
  private final Desk desk = new Desk(face, "anna", new Times(ZoneOffset.UTC), Runnable::run);
  private final DefinitionModel model = new DefinitionModel(desk, entry());

  private static DemoCluster settled() {
    var cluster = new DemoCluster(1_700_000_000_000L, 7);
    cluster.settle();
    return cluster;
  }

  private VmEntry entry() {
    var document = Objects.requireNonNull(cluster.snapshot().state().document());
    return Objects.requireNonNull(document.vms().get(MAIL));
  }

  /// Host 1 has no definition, host 2 an old one, host 3 the present one.
  private static final class Face extends StillFace {
    final List<Operation> asked = new ArrayList<>();
    Answer answer = new Answer.Done("-   <memory>1</memory>\n+   <memory>2</memory>");

    Face(DemoCluster cluster) {
      super(cluster);
    }

    @Override
    public CompletableFuture<Answer> ask(String operator, Operation operation) {
      asked.add(operation);
      return CompletableFuture.completedFuture(answer);
    }

    @Override
    public <P extends Record, R> CompletableFuture<R> look(
        HostId host, Method<P, R> method, P params) {
      if (host.value() == 1) {
        return CompletableFuture.failedFuture(
            new CallException(ErrorCode.UNKNOWN_NAME, "no definition here"));
      }
      long revision = host.value() == 2 ? 1 : 99;
      return CompletableFuture.completedFuture(
          method
              .result()
              .cast(new VmTopic.Definition(MAIL, "mail", revision, null, XML, DiskSet.NONE)));
    }
  }

  @Test
  void theFirstHostThatHasThePresentRevisionIsBelieved() {
    model.load();
    assertEquals(XML, model.xml().get());
    assertFalse(model.checkable().get(), "nothing is changed yet");
    model.xml().set(XML.replace("1", "2"));
    assertTrue(model.checkable().get());
    model.xml().set(XML);
    assertEquals("It is as it was.", model.said().get().text());
  }

  @Test
  void onlyTheLinesThatDifferAreShownAndOnlyWhatWasCheckedIsKept() {
    model.load();
    model.xml().set(XML.replace("1", "2"));
    model.save();
    assertEquals(List.of(), face.asked, "not checked yet");
    model.check();
    assertEquals(
        List.of(
            new DefinitionModel.Line(false, "  <memory>1</memory>"),
            new DefinitionModel.Line(true, "  <memory>2</memory>")),
        model.diff().get());
    assertTrue(model.checked().get());
    model.xml().set(XML.replace("1", "3"));
    assertFalse(model.checked().get(), "another text than the one that was checked");
    assertEquals(List.of(), model.diff().get());
    model.check();
    face.answer = new Answer.Done("mail has definition 100 now");
    model.save();
    assertTrue(model.done().get());
    long basedOn = ((Operation.Edit) face.asked.getFirst()).basedOn();
    assertEquals(
        List.of(
            new Operation.Edit(MAIL, XML.replace("1", "2"), basedOn, true),
            new Operation.Edit(MAIL, XML.replace("1", "3"), basedOn, true),
            new Operation.Edit(MAIL, XML.replace("1", "3"), basedOn, false)),
        face.asked);
    assertEquals("mail has definition 100 now", model.said().get().text());
  }

  @Test
  void whatWasTypedIsNotLostByOneKey() {
    model.load();
    assertTrue(model.mayClose(), "nothing was typed");
    model.xml().set(XML.replace("1", "2"));
    assertFalse(model.mayClose());
    assertEquals(
        "What you changed was not kept. Close once more to lose it.", model.said().get().text());
    assertTrue(model.mayClose(), "the second time it is meant");
    model.xml().set(XML.replace("1", "3"));
    assertFalse(model.mayClose(), "it was typed after the warning");
    model.check();
    assertFalse(model.mayClose(), "checked, and not kept");
    model.save();
    assertTrue(model.mayClose());
  }

  @Test
  void whatTheEngineRefusesIsSaidInPlaceAndTheTextStays() {
    model.load();
    model.xml().set(XML.replace("1", "2"));
    face.answer = new Answer.Refused("mail cannot be defined so:\n  kvm1: no such bridge");
    model.check();
    assertEquals(
        "Refused: mail cannot be defined so:\n  kvm1: no such bridge", model.said().get().text());
    assertFalse(model.checked().get());
    assertEquals(XML.replace("1", "2"), model.xml().get());
    face.answer = new Answer.Done("+   <memory>2</memory>");
    model.check();
    face.answer = new Answer.Refused("mail is up; shut it down first: leasehold vm stop mail");
    model.save();
    assertEquals(
        "Refused: mail is up; shut it down first: leasehold vm stop mail",
        model.said().get().text());
    assertFalse(model.done().get());
    assertTrue(model.checked().get(), "once it is down it can be kept as it was checked");
  }

  @Test
  void withoutAnyHostThatHasItEachIsNamed() {
    var none =
        new DefinitionModel(
            new Desk(new StillFace(cluster), "anna", new Times(ZoneOffset.UTC), Runnable::run),
            entry());
    none.load();
    assertTrue(
        none.said().get().text().contains("kvm1: not in a test; kvm2: not in a test"),
        none.said().get().text());
  }
}
