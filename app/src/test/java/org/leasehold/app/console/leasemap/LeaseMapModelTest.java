package org.leasehold.app.console.leasemap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leasehold.app.console.StillFace;
import org.leasehold.app.console.demo.DemoCluster;
import org.leasehold.app.console.demo.Trouble;
import org.leasehold.app.console.live.LeaseHistory;
import org.leasehold.app.console.live.RenewalHistory;
import org.leasehold.app.console.parts.Tone;
import org.leasehold.app.console.text.Times;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.monitor.Snapshot;

class LeaseMapModelTest {
  private static final LockspaceName STORE = new LockspaceName("store1");

  private final DemoCluster cluster = new DemoCluster(1_700_000_000_000L, 7);
  private final RenewalHistory renewals = new RenewalHistory();
  private final LeaseHistory owners = new LeaseHistory();
  private final LeaseMapModel model = model(cluster);

  private LeaseMapModel model(@Nullable DemoCluster of) {
    return new LeaseMapModel(
        () -> of == null ? null : of.snapshot(),
        System::nanoTime,
        renewals,
        owners,
        new Times(ZoneOffset.UTC),
        Runnable::run);
  }

  private void open() {
    for (Snapshot snapshot : cluster.settle()) {
      renewals.add(snapshot);
      owners.add(snapshot);
    }
    model.open(
        new ClusterVolume(
            new StillFace(cluster),
            STORE,
            "store1",
            (domain, slot, length) -> {
              try {
                return CompletableFuture.completedFuture(cluster.bytes(domain, slot, length));
              } catch (Exception e) {
                return CompletableFuture.failedFuture(e);
              }
            }));
  }

  private SlotCell cell(String title) {
    return model.cells().get().stream()
        .filter(cell -> cell.title().equals(title))
        .findFirst()
        .orElseThrow();
  }

  private Inspection inspection() {
    return Objects.requireNonNull(model.inspection().get());
  }

  @Test
  void everySlotOfTheVolumeIsThere() {
    open();
    var reading = Objects.requireNonNull(model.reading().get());
    assertEquals(
        "512 B sectors · 1 MiB slots · 17 leases of 253 · io timeout 10 s", reading.about());
    assertEquals(256, reading.cells().size());
    assertEquals(
        new SlotCell(0, SlotCell.Look.SYSTEM, 0, "lockspace", "3 hosts"),
        reading.cells().getFirst());
    assertEquals(SlotCell.Look.HELD, cell("erp-db").look());
    assertEquals(SlotCell.Look.FREE, cell("test-7").look());
    assertEquals(SlotCell.Look.UNUSED, reading.cells().getLast().look());
    assertEquals(
        List.of("Live", "Live", "Live"),
        reading.hosts().stream().map(HeartbeatRow::state).toList());
  }

  @Test
  void theLeasesOfAFailingHostCountDown() {
    open();
    cluster.make(Trouble.POWER_LOSS, 2, "web-1");
    cluster.advance(95);
    model.look();
    assertEquals(SlotCell.Look.THREATENED, cell("erp-db").look());
    assertEquals("0:50", cell("erp-db").detail());
    model.select("erp-db");
    assertEquals("Held by kvm2, which is failing.", inspection().strong());
    assertEquals(Tone.WARN, inspection().tone());
    var row = Objects.requireNonNull(model.reading().get()).hosts().get(1);
    assertEquals("Failing", row.state());
    assertEquals("in 0:50", row.deadIn());
  }

  @Test
  void whoHeldALeaseIsToldVersionByVersion() {
    open();
    model.select("files");
    assertEquals(
        List.of("v3 kvm2", "v2 kvm1", "v1 kvm2"),
        inspection().held().stream().map(h -> h.version() + " " + h.host()).toList());
  }

  @Test
  void aRottenSlotIsShownWithItsReasonAndTheRestStillWorks() {
    open();
    cluster.make(Trouble.LEASE_ROT, 1, "web-1");
    model.look();
    assertEquals(new SlotCell(19, SlotCell.Look.CORRUPT, 0, "test-7", "checksum"), cell("test-7"));
    assertTrue(model.trouble().get().startsWith("One slot cannot be used"));
    assertEquals(SlotCell.Look.HELD, cell("erp-db").look());
    model.select("test-7");
    assertEquals("Leader checksum does not match.", inspection().strong());
    var check = new CheckModel(Objects.requireNonNull(model.source()), Runnable::run);
    var result = check.result().get();
    assertEquals(1, result.findings().size());
    assertTrue(result.plan().getFirst().startsWith("create lease test-7 anew"), "plan first");
    assertEquals("leasehold volume repair store1", result.command());
  }

  @Test
  void aFilterKeepsWhatFitsAndTheChosenSlotStays() {
    open();
    model.select("mail");
    model.filter().set("kvm3");
    assertEquals(
        List.of("web-2", "dc-2", "build", "backup"),
        model.cells().get().stream().map(SlotCell::title).toList());
    model.filter().set("");
    assertEquals("mail", inspection().title());
    model.look();
    assertEquals("mail", inspection().title());
  }

  @Test
  void theBytesOfASlotAreShownAsTheyAre() {
    open();
    model.select("erp-db");
    model.readBytes();
    assertTrue(model.bytes().get().startsWith("0000  10201506 04000600"), model.bytes().get());
    model.select("mail");
    assertEquals("", model.bytes().get(), "another slot's bytes are not left standing");
  }

  @Test
  void aVolumeFileNeedsNoCluster(@TempDir Path folder) throws IOException {
    var file = folder.resolve("xleases");
    var sample = "/org/leasehold/assets/samples/xleases-two-hosts.img.gz";
    try (var in =
        new GZIPInputStream(
            Objects.requireNonNull(LeaseMapModelTest.class.getResourceAsStream(sample)))) {
      Files.copy(in, file);
    }
    var alone = model(null);
    alone.open(new FileVolume(file, Runnable::run));
    var reading = alone.reading().get();
    assertNotNull(reading, alone.trouble().get());
    assertEquals("xleases", reading.name());
    assertTrue(reading.hosts().size() >= 2, reading.hosts().toString());
    assertNotNull(alone.inspection().get());
    var check = new CheckModel(new FileVolume(file, Runnable::run), Runnable::run);
    assertEquals("leasehold volume repair " + file, check.result().get().command());
  }

  @Test
  void aFileThatIsNoVolumeIsSaidInOneSentence(@TempDir Path folder) throws IOException {
    var file = folder.resolve("notes");
    Files.write(file, new byte[4096]);
    var alone = model(null);
    alone.open(new FileVolume(file, Runnable::run));
    assertTrue(
        alone.trouble().get().startsWith("The volume cannot be read now: " + file),
        alone.trouble().get());
  }
}
