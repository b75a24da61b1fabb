package org.leasehold.app.console.leasemap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leasehold.app.console.StillFace;
import org.leasehold.app.console.demo.DemoCluster;
import org.leasehold.app.console.demo.Trouble;
import org.leasehold.app.console.parts.Tone;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.volume.EditOutcome;
import org.leasehold.core.volume.RepairStep;
import org.leasehold.core.volume.VolumeSnapshot;

/// "Check and repair": the plan first, a person's word on it, and what is refused.
class RepairModelTest {
  @TempDir
  @SuppressWarnings("NullAway.Init") // given before each test
  Path folder;

  private Path file = Path.of("");
  private final List<List<RepairStep>> done = new ArrayList<>();

  /// One record of its index is damaged.
  @BeforeEach
  void aDamagedVolume() throws IOException {
    file = folder.resolve("xleases");
    var sample = "/org/leasehold/assets/samples/xleases-two-hosts.img.gz";
    try (var in =
        new GZIPInputStream(
            Objects.requireNonNull(RepairModelTest.class.getResourceAsStream(sample)))) {
      Files.copy(in, file);
    }
  }

  /// The same file with a repair that ends as the test wants it.
  private record Ends(VolumeSource file, EditOutcome outcome, List<List<RepairStep>> done)
      implements VolumeSource {
    @Override
    public String name() {
      return file.name();
    }

    @Override
    public CompletableFuture<VolumeSnapshot> glance() {
      return file.glance();
    }

    @Override
    public CompletableFuture<VolumeSnapshot> whole() {
      return file.whole();
    }

    @Override
    public CompletableFuture<byte[]> bytes(int slot, int length) {
      return file.bytes(slot, length);
    }

    @Override
    public Repairer repairer() {
      return (steps, _, _) -> {
        done.add(steps);
        return CompletableFuture.completedFuture(outcome);
      };
    }
  }

  private CheckModel ends(EditOutcome outcome) {
    return new CheckModel(
        new Ends(new FileVolume(file, Runnable::run), outcome, done), Runnable::run);
  }

  @Test
  void thePlanComesFirstAndNothingIsDoneBeforeAPersonSaysSo() {
    var model = ends(new EditOutcome.Done("1 repairs done"));
    assertEquals(
        List.of(
            "write record 5 for lease e3d6e4b9-d96e-482d-8d50-2d42af1ffe0d: the record is damaged,"
                + " the slot holds this lease"),
        model.result().get().plan());
    assertEquals(CheckModel.Stage.PLANNED, model.repair().get().stage());
    model.carryOut();
    assertEquals(List.of(), done, "it was not asked for");
    model.askRepair();
    assertEquals(CheckModel.Stage.ASKED, model.repair().get().stage());
    assertEquals(Tone.WARN, model.repair().get().tone());
    model.doNotRepair();
    assertEquals(CheckModel.Stage.PLANNED, model.repair().get().stage());
    assertEquals(List.of(), done);
  }

  @Test
  void whatWasShownIsWhatIsDoneAndThenTheVolumeIsReadAgain() {
    var model = ends(new EditOutcome.Done("1 repairs done; the index is kept in /x"));
    model.askRepair();
    model.carryOut();
    assertEquals(1, done.size());
    assertEquals(
        model.result().get().plan(), done.getFirst().stream().map(RepairStep::sentence).toList());
    assertEquals(
        new CheckModel.Repair(
            CheckModel.Stage.ENDED, Tone.OK, "1 repairs done; the index is kept in /x", List.of()),
        model.repair().get());
    model.askRepair();
    model.carryOut();
    assertEquals(1, done.size(), "not twice");
  }

  @Test
  void aRefusalAndStepsThatWereLeftAreSaidWithTheirReason() {
    var refused =
        ends(
            new EditOutcome.Refused(
                EditOutcome.Refusal.NOT_JOINED, "this host has not joined the lockspace"));
    refused.askRepair();
    refused.carryOut();
    assertEquals(
        new CheckModel.Repair(
            CheckModel.Stage.ENDED,
            Tone.BAD,
            "Refused, nothing was changed: this host has not joined the lockspace",
            List.of()),
        refused.repair().get());
    var partly =
        ends(new EditOutcome.Partly("1 repairs done", List.of("slot 7: host 2 holds its lease")));
    partly.askRepair();
    partly.carryOut();
    assertEquals(
        new CheckModel.Repair(
            CheckModel.Stage.ENDED,
            Tone.WARN,
            "1 repairs done",
            List.of("slot 7: host 2 holds its lease")),
        partly.repair().get());
  }

  @Test
  void withoutSanlockNothingIsWritten() throws IOException {
    var before = Files.readAllBytes(file);
    var nowhere = folder.resolve("none");
    var model = new CheckModel(new FileVolume(file, Runnable::run, nowhere), Runnable::run);
    model.askRepair();
    model.carryOut();
    assertEquals(
        "Not repaired: sanlock is not running on this host: no socket at %s/sanlock.sock; start it with systemctl start sanlock"
            .formatted(nowhere),
        model.repair().get().text());
    assertArrayEquals(before, Files.readAllBytes(file));
    try (var left = Files.list(folder)) {
      assertEquals(List.of(file), left.toList(), "and no index is kept aside");
    }
  }

  @Test
  void aLiveVolumeOfTheClusterIsRepairedByACommandOnAHost() {
    var cluster = new DemoCluster(1_700_000_000_000L, 7);
    cluster.settle();
    cluster.make(Trouble.LEASE_ROT, 1, "");
    var source =
        new ClusterVolume(
            new StillFace(cluster),
            new LockspaceName("store1"),
            "store1",
            (_, _, _) -> CompletableFuture.completedFuture(new byte[0]));
    var model = new CheckModel(source, Runnable::run);
    assertFalse(model.result().get().plan().isEmpty());
    assertFalse(model.result().get().command().isEmpty());
    model.askRepair();
    model.carryOut();
    assertEquals(CheckModel.Stage.NONE, model.repair().get().stage());
  }
}
