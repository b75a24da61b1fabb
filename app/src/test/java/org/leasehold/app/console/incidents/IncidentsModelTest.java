package org.leasehold.app.console.incidents;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leasehold.app.console.StillFace;
import org.leasehold.app.console.demo.DemoCluster;
import org.leasehold.app.console.demo.Trouble;
import org.leasehold.app.console.live.Forecasts;
import org.leasehold.app.console.parts.Tone;
import org.leasehold.app.console.text.Times;
import org.leasehold.core.monitor.Incident;

class IncidentsModelTest {
  private final DemoCluster cluster = new DemoCluster(1_700_000_000_000L, 7);
  private final IncidentsModel model =
      new IncidentsModel(new Times(ZoneOffset.UTC), new Forecasts(), Runnable::run, Runnable::run);
  private @Nullable Exception trouble;

  IncidentsModelTest() {
    cluster.settle();
    model.begin(
        new StillFace(cluster) {
          @Override
          public CompletableFuture<List<Incident>> incidents(int countMax) {
            return trouble == null
                ? super.incidents(countMax)
                : CompletableFuture.failedFuture(trouble);
          }
        },
        (_, folder) -> CompletableFuture.completedFuture("told in " + folder.getFileName()));
  }

  private void look() {
    model.show(cluster.snapshot(), true);
  }

  private List<Long> numbers() {
    return model.rows().get().stream().map(IncidentRow::number).toList();
  }

  private IncidentPage page() {
    var page = model.page().get();
    assertNotNull(page);
    return page;
  }

  private void powerLoss() {
    cluster.make(Trouble.POWER_LOSS, 2, "web-1");
    cluster.advance(170);
    look();
  }

  @Test
  void theNewestIsChosenAndTheListSaysWhatBecameOfTheVms() {
    powerLoss();
    var row = model.rows().get().getFirst();
    assertEquals("kvm2 does not answer", row.title());
    assertEquals("kvm2", row.hosts());
    assertEquals("5 of 6 VMs run again", row.vms());
    assertTrue(row.state().startsWith("open for "), row.state());
    assertEquals(row.number(), page().number());
  }

  @Test
  void aProofCardHasOwnerArithmeticPredictionAndWhatWasReal() {
    powerLoss();
    var proof = page().proofs().getFirst();
    assertEquals("erp-db", proof.name());
    assertEquals(Tone.OK, proof.tone());
    assertEquals(
        List.of("Ran on", "Last owner", "Why allowed", "Arithmetic", "Start issued", "Running"),
        proof.facts().stream().map(IncidentPage.Fact::what).toList());
    var owner = proof.facts().get(1).text();
    assertTrue(owner.contains("kvm2") && owner.contains("generation 1"), owner);
    assertTrue(owner.contains("last renewal"), owner);
    var sum = proof.facts().get(3).text();
    assertTrue(sum.contains(" + 8 × 10 s + 60 s = "), sum);
    assertTrue(sum.contains(" + 20 + 140 + 70 s = "), sum);
    assertEquals(
        List.of("Predicted: lease free", "Real: running"),
        proof.times().stream().map(IncidentPage.Time::what).toList());
    assertEquals(Tone.OK, proof.times().getLast().tone());
  }

  @Test
  void whatWasNotStartedSaysTheFirstFailedCondition() {
    powerLoss();
    var proof = page().proofs().getLast();
    assertEquals("old-crm", proof.name());
    assertEquals("does not run yet", proof.headline());
    var last = proof.facts().getLast();
    assertEquals("Not started", last.what());
    assertTrue(last.text().contains(": "), last.text());
  }

  @Test
  void theLineOfTimeGoesFromTheFirstMissedReportToTheLastVm() {
    powerLoss();
    var timeline = page().timeline();
    assertNotNull(timeline);
    var marks = timeline.marks().stream().map(org.leasehold.app.console.parts.Timeline.Mark::what);
    assertEquals(
        List.of("first missed report", "given up", "leases free", "first start", "last VM running"),
        marks.toList());
    double before = 0;
    for (var stretch : timeline.stretches()) {
      assertTrue(stretch.until() >= before, timeline.toString());
      before = stretch.until();
    }
  }

  @Test
  void whatIsOverStaysOnTheListAndCanBeFound() {
    cluster.make(Trouble.MANAGEMENT_CUT, 2, "web-1");
    cluster.advance(120);
    look();
    assertEquals(List.of(2L, 1L), numbers());
    cluster.advance(300);
    look();
    var row = model.rows().get().getFirst();
    assertTrue(row.state().startsWith("over after "), row.state());
    assertTrue(page().when().contains(" to "), page().when());
    model.filter().set("nobody");
    assertEquals(List.of(), model.rows().get());
    model.filter().set("KVM2");
    assertEquals(List.of(2L), numbers());
  }

  @Test
  void closedOnesThatCannotBeReadAreSaidAndOpenOnesAreShown() {
    trouble = new IOException("the journal is locked");
    powerLoss();
    assertEquals(1, model.rows().get().size());
    assertEquals(
        "Closed incidents cannot be read now: the journal is locked. Open ones are shown.",
        model.said().get());
  }

  @Test
  void theTextHasEveryCardAndTheTimeline(@TempDir Path folder) throws IOException {
    powerLoss();
    var file = folder.resolve(model.fileName() + ".txt");
    model.writeText(file);
    var text = Files.readString(file);
    assertTrue(text.startsWith("incident 2: kvm2 does not answer\n"), text);
    for (var word : List.of("erp-db: runs on", "Last owner", "old-crm", "up -> connecting")) {
      assertTrue(text.contains(word), word);
    }
    assertEquals("Written to " + file + ".", model.said().get());
    model.writeText(folder.resolve("nowhere").resolve("x.txt"));
    assertTrue(model.said().get().contains("cannot be written"), model.said().get());
  }

  @Test
  void aStoryIsWrittenByWhoKeepsTheJournal(@TempDir Path folder) {
    powerLoss();
    model.writeStory(folder.resolve("incident-1"));
    assertEquals("told in incident-1", model.said().get());
  }
}
