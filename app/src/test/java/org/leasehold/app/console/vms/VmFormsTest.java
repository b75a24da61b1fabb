package org.leasehold.app.console.vms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.leasehold.app.console.StillFace;
import org.leasehold.app.console.demo.DemoCluster;
import org.leasehold.app.console.demo.Trouble;
import org.leasehold.app.console.effect.Desk;
import org.leasehold.app.console.text.Times;
import org.leasehold.core.model.HostAddress;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.VmEntry;
import org.leasehold.core.model.VmId;
import org.leasehold.core.protocol.Method;
import org.leasehold.core.protocol.VmTopic;

/// What the forms of a VM say against what is typed or chosen in them, in whole sentences.
class VmFormsTest {
  private static final VmId MAIL = new VmId("mail");

  private final DemoCluster cluster = new DemoCluster(1_700_000_000_000L, 7);
  private CompletableFuture<?> looked = CompletableFuture.failedFuture(new TimeoutException());
  private final Desk desk =
      new Desk(new Face(cluster), "anna", new Times(ZoneOffset.UTC), Runnable::run);

  VmFormsTest() {
    cluster.settle();
  }

  /// Every host answers a look alike.
  private final class Face extends StillFace {
    Face(DemoCluster cluster) {
      super(cluster);
    }

    @Override
    public <P extends Record, R> CompletableFuture<R> look(
        HostId host, Method<P, R> method, P params) {
      return looked.thenApply(method.result()::cast);
    }
  }

  private VmEntry entry(String vm) {
    var document = Objects.requireNonNull(cluster.snapshot().state().document());
    return Objects.requireNonNull(document.vms().get(new VmId(vm)));
  }

  private void policy(String sentence, Consumer<PolicyModel> typed) {
    var model = new PolicyModel(desk, entry("mail"));
    typed.accept(model);
    assertEquals(sentence, model.said().get().text());
    assertTrue(model.off().get());
    model.save();
    assertEquals(sentence, model.said().get().text());
  }

  @ParameterizedTest
  @CsvSource({"''", "-1", "101", "1.5", "high"})
  void aPriorityThatIsNone(String typed) {
    policy("The priority is a number from 0 to 100.", model -> model.priority().set(typed));
  }

  @ParameterizedTest
  @CsvSource({"two words", "a/b", "12345678901234567890123456789012345678901"})
  void aGroupThatIsNone(String typed) {
    policy(
        "A group has at most 40 letters, digits, dots, dashes.", model -> model.apart().set(typed));
  }

  @ParameterizedTest
  @CsvSource({
    "a/b",
    "12345678901234567890123456789012345678901",
    "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17"
  })
  void tagsThatAreNone(String typed) {
    policy(
        "A tag has at most 40 letters, digits, dots, dashes; a VM has at most 16 of them.",
        model -> model.tags().set(typed));
  }

  private String adopting() {
    var model = new AdoptModel(desk);
    model.host().set(model.hosts().getLast());
    return model.said().get().text();
  }

  @Test
  void aHostWithNothingToAdopt() {
    looked =
        CompletableFuture.completedFuture(
            new VmTopic.Domains(
                List.of(
                    new VmTopic.Domain(new VmId("kept"), "kept", "running", true, false, true),
                    new VmTopic.Domain(MAIL, "mail", "shut off", true, false, false),
                    new VmTopic.Domain(
                        new VmId("t"), "transient", "running", false, false, false))));
    assertEquals("kvm3 has no VM that is not adopted already.", adopting());
  }

  @Test
  void aHostThatIsNotThereToBeAskedWhatItHas() {
    assertEquals("No answer in time; it may still happen: see the events.", adopting());
    cluster.make(Trouble.MANAGEMENT_CUT, 3, "mail");
    cluster.advance(90);
    assertEquals("kvm3 is non-responsive: it cannot be asked", adopting());
  }

  private static final class NoViewer implements Viewer {
    @Override
    public boolean isInstalled() {
      return false;
    }

    @Override
    public CompletableFuture<Void> show(HostAddress address, VmId vm, String protocol) {
      throw new AssertionError("not installed");
    }
  }

  private GuestModel guest(VmId vm) {
    var model = new GuestModel(() -> desk, new NoViewer());
    model.of(vm);
    return model;
  }

  @Test
  void aGuestThatCannotBeSeen() {
    var none = guest(new VmId("test-7"));
    none.takePicture();
    assertEquals("It runs nowhere.", none.text().get());
    var mail = guest(MAIL);
    mail.takePicture();
    assertEquals("Not to be had: its host did not answer within 20 s", mail.text().get());
    looked = CompletableFuture.completedFuture(new VmTopic.Display("vnc", ""));
    mail.findDisplay();
    assertEquals("kvm1 is not reached by SSH, so no display can be carried.", mail.command().get());
  }

  @Test
  void aPictureThatIsNone() {
    looked = CompletableFuture.completedFuture(new VmTopic.Screenshot("image/png", "!"));
    var mail = guest(MAIL);
    mail.takePicture();
    assertEquals(
        "Not to be had: Input byte[] should at least have 2 bytes for base64 bytes",
        mail.text().get());
  }
}
