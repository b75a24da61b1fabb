package org.leasehold.app.console.vms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.leasehold.app.console.StillFace;
import org.leasehold.app.console.demo.DemoCluster;
import org.leasehold.app.console.demo.Trouble;
import org.leasehold.app.console.effect.Desk;
import org.leasehold.app.console.effect.Effect;
import org.leasehold.app.console.effect.EffectModel;
import org.leasehold.app.console.live.LeaseHistory;
import org.leasehold.app.console.parts.Tone;
import org.leasehold.app.console.text.Times;
import org.leasehold.core.engine.Request;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.VmId;
import org.leasehold.core.monitor.Answer;
import org.leasehold.core.monitor.Operation;

class VmsModelTest {
  private static final Times TIMES = new Times(ZoneOffset.UTC);

  private final DemoCluster cluster = settled();
  private final Desk desk = new Desk(new StillFace(cluster), "anna", TIMES, Runnable::run);
  private final VmsModel model = new VmsModel(() -> desk, new LeaseHistory(), _ -> "5", TIMES);

  VmsModelTest() {
    hear();
  }

  private static DemoCluster settled() {
    var cluster = new DemoCluster(1_700_000_000_000L, 7);
    cluster.settle();
    return cluster;
  }

  private void hear() {
    var now = cluster.snapshot();
    model.show(now, VmsReading.of(now));
  }

  private List<String> names() {
    return model.lines().stream().map(line -> line.row().get().name()).toList();
  }

  private void choose(String... vms) {
    model.chosen().set(java.util.Arrays.stream(vms).map(VmId::new).toList());
  }

  private Effect effect(VmAction action, String choice, String... vms) {
    return new VmEffects(action, java.util.Arrays.stream(vms).map(VmId::new).toList())
        .of(cluster.snapshot(), choice);
  }

  private static String row(Effect effect, String vm) {
    return effect.rows().stream()
        .filter(row -> row.name().equals(vm))
        .map(Effect.Row::text)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theFilterFindsWordsAndProperties() {
    assertEquals(19, names().size());
    model.typed().set("host:kvm2 protected");
    assertEquals(List.of("erp-app", "erp-db", "files", "print", "voip"), names());
    model.typed().set("ERP");
    assertEquals(List.of("erp-app", "erp-db"), names());
    model.typed().set("ha:off");
    assertEquals(List.of("scratch"), names());
    model.typed().set("nothing-like-it");
    assertEquals(List.of(), names());
  }

  @Test
  void aTagIsAGroupOfItsOwnAndIsFoundByItsWholeName() {
    for (var vm : List.of("erp-app", "erp-db")) tag(vm, "erp");
    tag("mail", "erp-old");
    assertEquals(List.of("erp", "erp-old"), List.copyOf(model.tags().keySet()));
    assertEquals(2, model.tags().get("erp"));
    model.typed().set("tag:ERP");
    assertEquals(List.of("erp-app", "erp-db"), names());
    model.typed().set("tag:er");
    assertEquals(List.of(), names());
    model.typed().set("erp-old");
    assertEquals(List.of("mail"), names());
  }

  private void tag(String vm, String tag) {
    var document = Objects.requireNonNull(cluster.snapshot().state().document());
    var entry = Objects.requireNonNull(document.vms().get(new VmId(vm)));
    cluster.ask("anna", new Request.SetPolicy(entry.withTags(List.of(tag))));
    cluster.advance(2);
    hear();
  }

  @Test
  void theNotProtectedAreTheSameAsOnTheOverview() {
    model.kind().set(VmFilter.Kind.UNPROTECTED);
    assertEquals(List.of("legacy-nt", "old-crm", "scratch"), names());
    assertEquals(new VmsModel.Counts(3, 19, 0, 3, 2), model.counts().get());
    model.kind().set(VmFilter.Kind.OFF);
    assertEquals(List.of("staging", "test-7"), names());
  }

  @Test
  void aSnapshotChangesALineInItsPlaceAndKeepsTheChoice() {
    choose("mail");
    var before = List.copyOf(model.lines());
    cluster.make(Trouble.POWER_LOSS, 2, "mail");
    cluster.advance(70);
    hear();
    assertEquals(before, List.copyOf(model.lines()));
    for (int i = 0; i < before.size(); i++) assertSame(before.get(i), model.lines().get(i));
    assertEquals(List.of(new VmId("mail")), model.chosen().get());
    var db = model.lines().get(names().indexOf("erp-db")).row().get();
    assertEquals("unknown", db.state());
    assertEquals(Tone.WARN, db.tone());
    assertTrue(db.trouble());
    assertTrue(db.next().startsWith("starts on kvm"), db.next());
  }

  @Test
  void anotherOrderStaysWhenValuesMoveOn() {
    model.order(Comparator.comparingInt(VmRow::priority).reversed().thenComparing(VmRow::name));
    assertEquals(List.of("dc-1", "dc-2", "erp-db"), names().subList(0, 3));
    cluster.advance(5);
    hear();
    assertEquals(List.of("dc-1", "dc-2", "erp-db"), names().subList(0, 3));
  }

  @Test
  void fiveThousandVmsStayInPlaceThroughAHundredSnapshots() {
    var rows = new java.util.ArrayList<VmRow>();
    var like = model.lines().getFirst().row().get();
    for (int i = 0; i < 5_000; i++) rows.add(numbered(like, i, "up"));
    var now = cluster.snapshot();
    model.show(now, new VmsReading(rows));
    var before = List.copyOf(model.lines());
    int[] rebuilt = new int[1];
    model
        .lines()
        .addListener((javafx.collections.ListChangeListener<VmsModel.Line>) _ -> rebuilt[0]++);
    for (int i = 0; i < 100; i++) {
      rows.set(i * 7, numbered(like, i * 7, "migrating"));
      model.show(now, new VmsReading(rows));
    }
    assertEquals(before, List.copyOf(model.lines()));
    assertEquals(0, rebuilt[0], "the table is not filled anew");
    assertEquals("migrating", model.lines().get(7).row().get().state());
  }

  private static VmRow numbered(VmRow like, int number, String state) {
    var name = "vm-%04d".formatted(number);
    return new VmRow(
        new VmId(name),
        name,
        like.tone(),
        state,
        like.host(),
        like.mode(),
        like.modeTone(),
        like.wanted(),
        like.priority(),
        like.memoryMiB(),
        like.version(),
        like.store(),
        like.apart(),
        like.tags(),
        like.next(),
        false,
        false);
  }

  @Test
  void anActionIsOffUntilItDoesSomethingToOneOfTheChosen() {
    assertEquals("Choose VMs first", model.nots().get().get(VmAction.STOP));
    choose("staging");
    assertEquals("it is unassigned", model.nots().get().get(VmAction.MIGRATE));
    assertEquals("", model.nots().get().get(VmAction.START));
    choose("staging", "mail");
    assertEquals("", model.nots().get().get(VmAction.MIGRATE));
    assertEquals("it runs as defined", model.nots().get().get(VmAction.TAKE_OVER));
  }

  @Test
  void everyStopSaysForHowLongItWasUpAndWhatHaMakesOfIt() {
    var stop = effect(VmAction.STOP, "", "mail", "staging");
    assertEquals("Shut down 2 VMs?", stop.title());
    assertTrue(row(stop, "mail").matches("Up for .+ on kvm1\\. Is asked to shut down.*"), "uptime");
    assertEquals("left out: it is unassigned", row(stop, "staging"));
    assertEquals("HA will not restart what is shut down here.", stop.note().strong());
    assertEquals(
        List.of(Effect.Ask.of("mail", new Request.StopVm(new VmId("mail"), true))), stop.asks());
    var kill = effect(VmAction.KILL, "", "mail");
    assertTrue(kill.danger());
    assertEquals("What the guest has not written is lost.", kill.note().strong());
    assertEquals("Force off", kill.button());
  }

  @Test
  void aRebootIsAStopAndAStartAndSaysSo() {
    var reboot = effect(VmAction.REBOOT, "", "mail", "staging");
    assertEquals("Reboot 2 VMs?", reboot.title());
    assertTrue(
        row(reboot, "mail").matches("Up for .+ on kvm1\\. Is asked to shut down, and is then.*"),
        row(reboot, "mail"));
    assertEquals("left out: it is unassigned", row(reboot, "staging"));
    assertEquals(
        List.of(Effect.Ask.of("mail", new Operation.RebootVm(new VmId("mail")))), reboot.asks());
  }

  @Test
  void duringAPauseOfHaNothingIsRebootedForNobodyWouldStartItAgain() {
    cluster.ask("anna", new Request.PauseHa("switch update", 30));
    cluster.advance(2);
    assertEquals(
        "left out: HA is paused, so nobody would start it again",
        row(effect(VmAction.REBOOT, "", "mail"), "mail"));
  }

  @Test
  void aPauseSaysWhatBecomesOfTheLeaseAndOnlyAPausedVmIsResumed() {
    var pause = effect(VmAction.PAUSE, "", "mail", "scratch");
    assertTrue(row(pause, "mail").endsWith("gives its lease up until it is resumed."));
    assertTrue(row(pause, "scratch").endsWith("Stands still where it is until it is resumed."));
    assertEquals("Its guest answers nobody meanwhile.", pause.note().strong());
    assertEquals(2, pause.asks().size());
    var resume = effect(VmAction.RESUME, "", "mail");
    assertEquals("left out: it is up", row(resume, "mail"));
    assertEquals("Nothing is left to do", resume.blocked());
  }

  @Test
  void aStopWhileTheHostIsSilentPromisesNothing() {
    cluster.make(Trouble.MANAGEMENT_CUT, 2, "mail");
    cluster.advance(70);
    assertEquals(
        "kvm2 does not answer: it is only noted that it is wanted off; nothing is stopped now.",
        row(effect(VmAction.STOP, "", "erp-db"), "erp-db"));
  }

  @Test
  void nothingToDoCannotBeConfirmed() {
    var stop = effect(VmAction.STOP, "", "staging");
    assertEquals("Nothing is left to do", stop.blocked());
    var dialog = new EffectModel(desk, (_, _) -> stop);
    assertTrue(dialog.off().get());
    dialog.carryOut();
    assertFalse(dialog.asked().get());
  }

  @Test
  void aMigrationIsNotAskedForBeforeItsTargetIsChosen() {
    var open = effect(VmAction.MIGRATE, "", "mail");
    assertEquals(List.of(), open.asks());
    assertEquals(List.of("2", "3"), open.choices().stream().map(Effect.Choice::key).toList());
    assertEquals(List.of("", ""), open.choices().stream().map(Effect.Choice::not).toList());
    var chosen = effect(VmAction.MIGRATE, "3", "mail");
    assertTrue(row(chosen, "mail").startsWith("kvm1 to kvm3: 10 GiB of "), row(chosen, "mail"));
    assertEquals(1, chosen.asks().size());
  }

  @Test
  void aHostThatCannotTakeAVmSaysWhy() {
    cluster.make(Trouble.POWER_LOSS, 2, "mail");
    cluster.advance(70);
    var open = effect(VmAction.MIGRATE, "", "mail");
    assertEquals("kvm2", open.choices().getFirst().text());
    assertEquals("non-responsive", open.choices().getFirst().not());
    var chosen = effect(VmAction.MIGRATE, "2", "mail");
    assertEquals("left out: non-responsive", row(chosen, "mail"));
    assertEquals("Nothing is left to do", chosen.blocked());
  }

  @Test
  void aVmLosesItsLeaseWithItsModeWhetherItRunsOrNot() {
    var loses = "loses its lease: nobody restarts it, and nothing keeps it from running twice";
    assertEquals(loses, row(effect(VmAction.MODE, "off", "mail"), "mail"));
    cluster.ask("anna", new Request.StopVm(new VmId("print"), true));
    cluster.advance(60);
    assertEquals(loses, row(effect(VmAction.MODE, "off", "print"), "print"));
    assertEquals("it is so already", row(effect(VmAction.MODE, "protected", "print"), "print"));
  }

  @Test
  void theEngineIsAskedOneAfterTheOtherAndEachAnswerStandsInItsRow() {
    choose("mail", "wiki");
    var dialog = Objects.requireNonNull(model.effect(VmAction.STOP));
    assertFalse(dialog.off().get());
    dialog.carryOut();
    assertTrue(dialog.over().get());
    assertEquals(Tone.OK, Objects.requireNonNull(dialog.answers().get().get("mail")).tone());
    assertEquals("All 2 were taken to heart.", dialog.summary().get());
    cluster.advance(60);
    hear();
    var mail = model.lines().get(names().indexOf("mail")).row().get();
    assertEquals("down", mail.state());
    assertEquals("off", mail.wanted());
    assertFalse(mail.trouble(), "off is fine where it is wanted");
  }

  @Test
  void aRefusalIsSaidInTheRowAndTheRestGoesOn() {
    var face =
        new StillFace(cluster) {
          @Override
          public CompletableFuture<Answer> ask(String operator, Request request) {
            boolean first = request.equals(new Request.StopVm(new VmId("mail"), true));
            return CompletableFuture.completedFuture(
                first ? new Answer.Refused("HA paused: work") : new Answer.Done("done"));
          }
        };
    var dialog =
        new EffectModel(
            new Desk(face, "anna", TIMES, Runnable::run),
            new VmEffects(VmAction.STOP, List.of(new VmId("mail"), new VmId("wiki"))));
    dialog.carryOut();
    assertEquals(
        "Refused: HA paused: work",
        Objects.requireNonNull(dialog.answers().get().get("mail")).text());
    assertEquals(Tone.OK, Objects.requireNonNull(dialog.answers().get().get("wiki")).tone());
    assertEquals("1 of 2 did not go well; the rest was taken to heart.", dialog.summary().get());
  }

  @Test
  void theDetailsSayWhyAndWhereElse() {
    choose("mail");
    var details = Objects.requireNonNull(model.details().get());
    assertTrue(details.strong().startsWith("up on kvm1 for "), details.strong());
    assertEquals(
        List.of("kvm2", "kvm3"), details.places().stream().map(VmDetails.Place::host).toList());
    assertTrue(
        details.facts().stream().anyMatch(f -> f.value().equals("store1, slot 5")), "its slot");
    assertTrue(details.running());
    choose("mail", "wiki");
    assertEquals(null, model.details().get());
  }

  @Test
  void aThreatenedVmShowsItsPlaceInTheQueueAndWhenItsLeaseIsFree() {
    cluster.make(Trouble.POWER_LOSS, 2, "mail");
    cluster.advance(95);
    hear();
    choose("erp-db");
    var facts = Objects.requireNonNull(model.details().get()).facts();
    var names = facts.stream().map(VmDetails.Fact::name).toList();
    assertTrue(names.containsAll(List.of("Queue", "Planned on", "Lease free")), names.toString());
    var queue = facts.stream().filter(f -> f.name().equals("Queue")).findFirst().orElseThrow();
    assertTrue(queue.value().startsWith("1 of "), queue.value());
  }

  @Test
  void aPolicyThatWaitsInACircleIsRefused() {
    var document = Objects.requireNonNull(cluster.snapshot().state().document());
    var db = Objects.requireNonNull(document.vms().get(new VmId("erp-db")));
    var app = Objects.requireNonNull(document.vms().get(new VmId("erp-app")));
    var first = new PolicyModel(desk, app);
    assertTrue(first.off().get(), "nothing is changed yet");
    first.after(List.of("erp-db"));
    first.save();
    assertTrue(first.done().get(), first.said().get().text());
    var second = new PolicyModel(desk, db);
    second.after(List.of("erp-app"));
    assertEquals(
        "erp-app waits for this VM itself: neither would ever be first.",
        second.said().get().text());
    assertTrue(second.off().get());
    second.after(List.of());
    second.priority().set("101");
    assertEquals("The priority is a number from 0 to 100.", second.said().get().text());
  }

  @Test
  void whatWasNotPlannedIsNotAdopted() {
    var adopt = new AdoptModel(desk);
    adopt.adopt();
    assertFalse(adopt.done().get());
    adopt.host().set(adopt.hosts().getFirst());
    assertEquals("The engine could not be asked: not in a test", adopt.said().get().text());
    assertNotNull(adopt.store().get(), "the home store is proposed");
  }

  @Test
  void aVmThatRunsIsReleasedWhereItRunsAndChangesItsModeThere() {
    var runs = effect(VmAction.RELEASE, "", "voip");
    assertEquals(List.of(), runs.choices());
    assertEquals(
        "keeps running on kvm2, without its lease and its protection; kvm2 alone knows it then",
        row(runs, "voip"));
    assertEquals(
        List.of(Effect.Ask.of("voip", new Operation.Release(new VmId("voip"), new HostId(2)))),
        runs.asks());
    var mode = effect(VmAction.MODE, "protected", "scratch");
    assertEquals(
        "gets a lease while it runs; its guest notices nothing. Restarted elsewhere by itself, once",
        row(mode, "scratch"));
  }

  @Test
  void aVmThatMovesIsNotReleasedBeforeItIsThere() {
    var kvm3 = new HostId(3);
    cluster.ask("anna", new Request.MigrateVm(new VmId("voip"), kvm3));
    cluster.advance(1);
    var effect = effect(VmAction.RELEASE, "3", "voip");
    assertEquals(List.of(), effect.asks());
    assertEquals(
        "left out: it is being started or moved, or seen on more than one host; that is settled first",
        row(effect, "voip"));
  }
}
