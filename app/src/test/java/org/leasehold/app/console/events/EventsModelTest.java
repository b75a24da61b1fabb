package org.leasehold.app.console.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leasehold.app.console.StillFace;
import org.leasehold.app.console.demo.DemoCluster;
import org.leasehold.app.console.live.EventRow;
import org.leasehold.app.console.text.Times;
import org.leasehold.core.engine.EngineState;
import org.leasehold.core.engine.Severity;
import org.leasehold.core.monitor.EventLine;
import org.leasehold.core.monitor.Snapshot;

class EventsModelTest {
  private static final Times UTC = new Times(ZoneOffset.UTC);

  private final List<EventLine> journal = new ArrayList<>();
  private final List<Long> asked = new ArrayList<>();
  private @Nullable Exception trouble;
  private final EventsModel model = new EventsModel(UTC, Runnable::run, Runnable::run);

  EventsModelTest() {
    model.begin(
        new StillFace(new DemoCluster(0, 1)) {
          @Override
          public CompletableFuture<List<EventLine>> events(long after, int countMax) {
            asked.add(after);
            if (trouble != null) return CompletableFuture.failedFuture(trouble);
            return CompletableFuture.completedFuture(
                journal.stream().filter(line -> line.number() > after).limit(countMax).toList());
          }
        });
  }

  private void happens(Severity severity, String subject, String what) {
    happens(severity, subject, what, 0);
  }

  private void happens(Severity severity, String subject, String what, long incident) {
    long number = journal.size() + 1L;
    journal.add(
        new EventLine(
            number,
            1_700_000_000_000L + number * 1000,
            0,
            severity,
            "some.id",
            subject,
            what,
            "because " + number,
            incident));
  }

  private void look() {
    var recent = journal.subList(Math.max(0, journal.size() - 200), journal.size());
    var snapshot =
        new Snapshot(
            1,
            "e",
            "e",
            EngineState.EMPTY,
            0,
            new TreeMap<>(),
            recent,
            List.of(),
            List.of(),
            List.of());
    var rows = new ArrayList<EventRow>();
    for (var line : recent.reversed()) rows.add(EventRow.of(line, EngineState.EMPTY, UTC));
    model.show(snapshot, rows, true);
  }

  private List<Long> shown() {
    return model.rows().stream().map(EventRow::number).toList();
  }

  @Test
  void theNewestTenThousandEventsAreAskedForOnce() {
    for (int i = 0; i < 12_345; i++) happens(Severity.INFO, "host kvm1", "up");
    look();
    look();
    assertEquals(10_000, model.rows().size());
    assertEquals(12_345, model.rows().getFirst().number());
    assertEquals(2_346, model.rows().getLast().number());
    assertEquals(List.of(2_345L, 6_345L, 10_345L), asked);
  }

  @Test
  void whatCameWhileNobodyListenedIsAskedFor() {
    happens(Severity.INFO, "engine", "starts");
    look();
    for (int i = 0; i < 300; i++) happens(Severity.INFO, "host kvm1", "up");
    look();
    assertEquals(301, model.rows().size());
  }

  @Test
  void theFilterIsBySeverityObjectAndEveryWord() {
    happens(Severity.INFO, "host kvm1", "up");
    happens(Severity.WARNING, "vm web", "paused on kvm1");
    happens(Severity.ERROR, "vm mail", "ended on kvm2");
    happens(Severity.CRITICAL, "engine", "uncovered");
    look();
    model.least().set(Severity.WARNING);
    assertEquals(List.of(4L, 3L, 2L), shown());
    model.kind().set("vm");
    assertEquals(List.of(3L, 2L), shown());
    model.words().set(" KVM1  web ");
    assertEquals(List.of(2L), shown());
    happens(Severity.ERROR, "vm web", "ended on kvm1");
    happens(Severity.ERROR, "vm dc", "ended on kvm1");
    look();
    assertEquals(List.of(5L, 2L), shown());
  }

  @Test
  void whileItDoesNotFollowNothingMovesAndNewsAreCounted() {
    happens(Severity.INFO, "host kvm1", "up");
    look();
    model.follow().set(false);
    happens(Severity.INFO, "host kvm2", "up");
    happens(Severity.INFO, "host kvm3", "up");
    look();
    assertEquals(List.of(1L), shown());
    assertEquals(2, model.waiting().get());
    model.release();
    assertEquals(List.of(3L, 2L, 1L), shown());
    assertEquals(0, model.waiting().get());
    happens(Severity.INFO, "host kvm1", "down");
    look();
    assertEquals(1, model.waiting().get());
    model.follow().set(true);
    assertEquals(List.of(4L, 3L, 2L, 1L), shown());
  }

  @Test
  void aLineThatTurnsOutToBeginAnIncidentIsReplaced() {
    happens(Severity.WARNING, "host kvm1", "up -> connecting");
    look();
    assertEquals(0, model.rows().getFirst().incident());
    journal.clear();
    happens(Severity.WARNING, "host kvm1", "up -> connecting", 7);
    look();
    assertEquals(7, model.rows().getFirst().incident());
    assertEquals(1, model.rows().size());
  }

  @Test
  void aJournalThatCannotBeReadIsSaidAndTheNewestAreShown() {
    trouble = new IOException("the disk is full");
    happens(Severity.INFO, "host kvm1", "up");
    look();
    assertEquals(List.of(1L), shown());
    assertEquals("Older events cannot be read now: the disk is full", model.said().get());
  }

  @Test
  void csvIsQuotedAsRfc4180Wants() {
    happens(Severity.WARNING, "vm web, the \"big\" one", "a\nb", 3);
    look();
    assertEquals(
        "number,time,severity,id,kind,object,what,because,incident\r\n"
            + "1,2023-11-15T03:43:21+05:30,warning,some.id,vm,\"web, the \"\"big\"\" one\","
            + "\"a\nb\",because 1,3\r\n",
        EventCsv.of(model.rows(), ZoneId.of("Asia/Kolkata")));
  }

  @Test
  void whatTheListShowsIsWrittenAndAFolderIsRefusedInOneSentence(@TempDir Path folder)
      throws IOException {
    happens(Severity.INFO, "host kvm1", "up");
    happens(Severity.ERROR, "vm web", "ended");
    look();
    model.least().set(Severity.ERROR);
    var file = folder.resolve("events.csv");
    model.writeCsv(file);
    assertEquals(2, Files.readString(file).lines().count());
    assertEquals("Written to " + file + ".", model.said().get());
    model.writeCsv(folder);
    assertTrue(model.said().get().startsWith(folder + " cannot be written: "), model.said().get());
  }
}
