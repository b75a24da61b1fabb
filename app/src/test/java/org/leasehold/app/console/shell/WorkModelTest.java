package org.leasehold.app.console.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.leasehold.app.console.StillFace;
import org.leasehold.app.console.demo.DemoCluster;
import org.leasehold.app.console.effect.Desk;
import org.leasehold.app.console.text.Times;
import org.leasehold.core.engine.Request;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.VmId;
import org.leasehold.core.monitor.Answer;
import org.leasehold.core.monitor.MigrationWork;
import org.leasehold.core.monitor.Work;

/// Migrations of the demo cluster as work, and the cancelling of them.
class WorkModelTest {
  private final DemoCluster cluster = new DemoCluster(1_700_000_000_000L, 7);
  private final StillFace face =
      new StillFace(cluster) {
        @Override
        public CompletableFuture<Answer> cancel(String operator, String work) {
          var vm = MigrationWork.vm(work).orElseThrow();
          return ask(operator, new Request.CancelMigration(vm));
        }
      };
  private final WorkModel model =
      new WorkModel(() -> new Desk(face, "anna", new Times(ZoneOffset.UTC), Runnable::run));

  private void move(String vm, int to) {
    cluster.settle();
    cluster.advance(60);
    var answer = cluster.ask("anna", new Request.MigrateVm(new VmId(vm), new HostId(to)));
    assertInstanceOf(Answer.Done.class, answer, answer.text());
    cluster.advance(1);
    show();
  }

  private void show() {
    model.show(cluster.snapshot());
  }

  private HostId host(String vm) {
    var record = cluster.snapshot().state().vms().get(new VmId(vm));
    return Objects.requireNonNull(Objects.requireNonNull(record).host());
  }

  @Test
  void aMigrationIsWorkAndStaysWhereItIsWhenItIsCancelled() {
    move("mail", 3);
    assertEquals(
        List.of(new Work("migration mail", "mail: kvm1 → kvm3", -1, "its memory is copied", true)),
        model.running().get());
    model.cancel(model.running().get().getFirst());
    assertEquals("vm mail cancel the migration to host kvm3", model.said().get().text());
    show();
    assertEquals(
        List.of(new Work("migration mail", "mail: kvm1 → kvm3", -1, "is being cancelled", false)),
        model.running().get());
    cluster.advance(5);
    show();
    assertEquals(List.of(), model.running().get());
    cluster.advance(30);
    assertEquals(new HostId(1), host("mail"));
    show();
    assertEquals("", model.said().get().text(), "old words go");
  }

  @Test
  void whatHasArrivedCannotBeCancelledAnyMoreAndIsSaidWhereItIs() {
    move("mail", 3);
    var work = model.running().get().getFirst();
    cluster.advance(30);
    assertEquals(new HostId(3), host("mail"));
    model.cancel(work);
    assertEquals(
        "Refused: cancelling the migration refused: it is not migrating: it is on host kvm3",
        model.said().get().text());
  }

  @Test
  void itIsNotCancelledTwice() {
    move("mail", 3);
    var work = model.running().get().getFirst();
    model.cancel(work);
    model.cancel(work);
    assertEquals(
        "Refused: cancelling the migration refused: it is being cancelled already",
        model.said().get().text());
  }

  @Test
  void aDrainedHostDoesNotTryAgainAtOnceWhatAPersonBrokeOff() {
    cluster.settle();
    cluster.advance(60);
    cluster.ask("anna", new Request.HostMaintenance(new HostId(1), true));
    cluster.advance(2);
    show();
    var first = model.running().get().getFirst();
    model.cancel(first);
    cluster.advance(120);
    show();
    var vm = MigrationWork.vm(first.id()).orElseThrow();
    assertEquals(new HostId(1), host(vm.text()), "not within two minutes");
    cluster.advance(600);
    assertEquals(false, new HostId(1).equals(host(vm.text())), "after ten it is moved");
  }
}
