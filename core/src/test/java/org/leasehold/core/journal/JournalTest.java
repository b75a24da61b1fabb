package org.leasehold.core.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leasehold.core.engine.Memory;
import org.leasehold.core.engine.Severity;
import org.leasehold.core.journal.JournalException.Kind;
import org.leasehold.core.model.HostId;
import org.leasehold.core.monitor.EventLine;
import org.leasehold.core.monitor.Incident;

class JournalTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.ofEpochMilli(RecordedCluster.WALL_MILLIS));
  @TempDir private Path temp = Path.of("");

  private Path folder() {
    return temp.resolve("journal");
  }

  private Journal open() throws JournalException {
    return Journal.open(folder(), "test", CLOCK);
  }

  private static void keep(Journal journal, List<? extends Entry> entries) throws Exception {
    var all = entries.stream().map(journal::append).toList();
    for (var one : all) one.get(20, TimeUnit.SECONDS);
  }

  private static EventLine line(long number, long incident) {
    return new EventLine(
        number,
        CLOCK.millis(),
        7,
        Severity.INFO,
        "engine.note",
        "engine",
        "said",
        "so " + number,
        incident);
  }

  private static Entry told(long number) {
    return new Entry.Told(null, 0, List.of(line(number, 0)));
  }

  private void sql(String statement) throws Exception {
    try (var db = DriverManager.getConnection("jdbc:sqlite:" + folder().resolve("engine.db"));
        var one = db.createStatement()) {
      one.execute(statement);
    }
  }

  @Test
  void aNewJournalKnowsNothingAndIsItsOwnersOnly() throws Exception {
    try (var journal = open()) {
      assertEquals(
          new Recovered(
              1,
              null,
              Memory.NONE,
              0,
              0,
              List.of(),
              List.of(),
              new TreeMap<>(),
              List.of(),
              List.of()),
          journal.recovered());
      journal.append(told(1)).get(20, TimeUnit.SECONDS);
      assertEquals("rwx------", rights(folder()));
      for (var file : List.of("engine.db", "engine.db-wal", "engine.lock", "engine.run")) {
        assertEquals("rw-------", rights(folder().resolve(file)), file);
      }
    }
  }

  private static String rights(Path path) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void theNextRunFindsDocumentMemoryEventsAndDeadlines() throws Exception {
    var all = RecordedCluster.story("host-power-loss");
    var steps = all.subList(0, all.size() * 2 / 3);
    try (var journal = open()) {
      keep(journal, steps);
    }
    var last = steps.getLast().step().next();
    try (var journal = open()) {
      var found = journal.recovered();
      assertEquals(2, found.run());
      assertEquals(last.document(), found.document());
      assertEquals(last.memory(), found.memory());
      var lines = steps.stream().flatMap(step -> step.lines().stream()).toList();
      assertEquals(lines, journal.reader().events(0, 10_000));
      assertEquals(lines.subList(5, 8), journal.reader().events(5, 3));
      assertEquals(lines.size(), found.lastEvent());
      assertEquals(
          last.pending().size(), found.deadlines().size(), "commands under way at the end");
    }
  }

  @Test
  void aDeadlineIsForgottenWhenItsOutcomeIsKnown() throws Exception {
    var steps = RecordedCluster.story("host-power-loss");
    int issued = 0;
    while (steps.get(issued).step().next().pending().isEmpty()) issued++;
    try (var journal = open()) {
      keep(journal, steps.subList(0, issued + 1));
    }
    var pending = steps.get(issued).step().next().pending().values().iterator().next();
    try (var journal = open()) {
      assertEquals(
          List.of(pending.command()),
          journal.recovered().deadlines().stream().map(Recovered.Deadline::command).toList());
      keep(journal, steps);
    }
    try (var journal = open()) {
      assertEquals(List.of(), journal.recovered().deadlines());
    }
  }

  @Test
  void anIncidentIsKeptWithItsLinesAndTakesEarlierOnesIn() throws Exception {
    var step = RecordedCluster.story("host-power-loss").getFirst();
    var open = new Incident(1, "kvm2 does not answer", new HostId(2), 5, 0, List.of(), List.of());
    try (var journal = open()) {
      keep(journal, List.of(told(1), told(2)));
      keep(
          journal,
          List.of(
              new Entry.Stepped(
                  9,
                  step.before(),
                  step.event(),
                  step.step(),
                  List.of(line(1, 1), line(3, 1)),
                  List.of(open))));
      var kept =
          new Incident(
              1, open.title(), open.host(), 5, 0, List.of(), List.of(line(1, 1), line(3, 1)));
      assertEquals(List.of(kept), journal.reader().incidents(10));
      assertNull(journal.reader().incident(2));
    }
    try (var journal = open()) {
      assertEquals(1, journal.recovered().open().size());
      assertEquals(1, journal.recovered().lastIncident());
    }
  }

  @Test
  void agentsEventsAreKeptWithTheNumberUpToWhichTheyAreSafe() throws Exception {
    try (var journal = open()) {
      keep(
          journal,
          List.of(
              new Entry.Told(new HostId(2), 40, List.of(line(1, 0))),
              new Entry.Told(new HostId(2), 30, List.of())));
    }
    try (var journal = open()) {
      assertEquals(Map.of(new HostId(2), 40L), journal.recovered().acknowledged());
    }
  }

  @Test
  void aSecondEngineIsRefused() throws Exception {
    try (var _ = open()) {
      var refused = assertThrows(JournalException.class, this::open);
      assertEquals(Kind.IN_USE, refused.kind());
      assertEquals(
          folder()
              + " is in use by another engine on this machine; end that one, or ask it instead",
          refused.getMessage());
    }
    open().close();
  }

  @Test
  void aNewerSchemaIsRefusedAndLeftAlone() throws Exception {
    open().close();
    sql(
        "INSERT INTO flyway_schema_history SELECT 99, '99', 'later', type, 'V99__later.sql', 1,"
            + " installed_by, installed_on, 1, 1 FROM flyway_schema_history WHERE version = '1'");
    var refused = assertThrows(JournalException.class, this::open);
    assertEquals(Kind.NEWER, refused.kind());
    var sentence =
        folder().resolve("engine.db")
            + " was written by a newer Leasehold (schema 99); use that one, or move the folder away to begin without history";
    assertEquals(sentence, refused.getMessage());
    var reading = assertThrows(JournalException.class, () -> JournalReader.open(folder()));
    assertEquals(Kind.NEWER, reading.kind());
    assertEquals(sentence, reading.getMessage());
  }

  private static String brokenNote(String why, Path kept) {
    return "the journal was broken (%s) and is kept as %s; a new one has been begun, history and memory are gone, the agents know the cluster"
        .formatted(why, kept);
  }

  private static final String OLDER =
      "the journal's memory is older than the last run (restored from a backup, or the computer was set back): VMs without a lease are not restarted by themselves until every host has reported";

  @Test
  void aBrokenFileIsKeptAsideAndANewJournalBegun() throws Exception {
    try (var journal = open()) {
      keep(journal, RecordedCluster.story("exit-asked-stop"));
    }
    var file = folder().resolve("engine.db");
    var bytes = Files.readAllBytes(file);
    for (int i = 8192; i < bytes.length; i++) bytes[i] ^= 0x5a;
    Files.write(file, bytes);
    try (var journal = open()) {
      assertEquals(Memory.NONE, journal.recovered().memory());
      assertNull(journal.recovered().document());
      var kept = folder().resolve("engine.db.broken-" + RecordedCluster.WALL_MILLIS);
      assertEquals(
          List.of(
              brokenNote(
                  "SQLite's quick_check says: *** in database main *** Tree N page N:"
                      + " btreeInitPage() returns error code 11",
                  kept)),
          journal.recovered().notes().stream()
              .map(note -> note.replaceAll("Tree \\d+ page \\d+", "Tree N page N"))
              .toList());
      assertEquals(bytes.length, Files.size(kept));
      keep(journal, List.of(told(1)));
    }
  }

  @Test
  void somethingThatIsNoDatabaseIsKeptAsideToo() throws Exception {
    Files.createDirectories(folder());
    Files.writeString(folder().resolve("engine.db"), "what is this?".repeat(500));
    try (var journal = open()) {
      var kept = folder().resolve("engine.db.broken-" + RecordedCluster.WALL_MILLIS);
      assertEquals(
          List.of(
              brokenNote(
                  "[SQLITE_NOTADB] File opened that is not a database file (file is not a database)",
                  kept)),
          journal.recovered().notes());
      keep(journal, List.of(told(1)));
    }
  }

  @Test
  void aFileFromABackupIsNoticedUntilEveryHostHasReported() throws Exception {
    var steps = RecordedCluster.story("exit-asked-stop");
    try (var journal = open()) {
      keep(journal, steps);
    }
    try (var journal = open()) {
      assertFalse(journal.recovered().memory().restored(), "the same file again");
    }
    var file = folder().resolve("engine.db");
    Files.copy(file, folder().resolve("copy"));
    Files.move(folder().resolve("copy"), file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    try (var journal = open()) {
      assertTrue(journal.recovered().memory().restored(), "another file");
      assertEquals(List.of(OLDER), journal.recovered().notes());
      keep(journal, steps.subList(0, 1));
    }
    try (var journal = open()) {
      assertTrue(journal.recovered().memory().restored(), "nobody has reported yet");
      keep(journal, steps);
    }
    try (var journal = open()) {
      assertFalse(journal.recovered().memory().restored(), "all have reported");
    }
  }

  @Test
  void aStateOlderThanTheLastRunIsNoticed() throws Exception {
    open().close();
    Files.writeString(folder().resolve("engine.run"), "9\n");
    try (var journal = open()) {
      assertTrue(journal.recovered().memory().restored());
      assertEquals(List.of(OLDER), journal.recovered().notes());
      assertEquals(10, journal.recovered().run());
    }
  }

  @Test
  void aJournalThatCannotBeWrittenSaysSoAndCatchesUpLater() throws Exception {
    var steps = RecordedCluster.story("host-power-loss");
    int half = steps.size() / 2;
    try (var journal = open()) {
      keep(journal, steps.subList(0, half));
      assertEquals(List.of(), journal.complaints());
      sql(
          "CREATE TRIGGER full BEFORE INSERT ON event BEGIN"
              + " SELECT RAISE(ABORT, 'database or disk is full'); END");
      var lost = steps.subList(half, steps.size());
      var failed = assertThrows(ExecutionException.class, () -> keep(journal, withLines(lost)));
      assertTrue(failed.getCause() instanceof JournalException, () -> failed.toString());
      var complaint = journal.complaints().getFirst();
      assertEquals(
          "the journal cannot be written: [SQLITE_CONSTRAINT_TRIGGER] A RAISE function within a trigger fired, causing the SQL statement to abort (database or disk is full); the engine goes on watching and starts VMs that their lease protects, and does nothing else until this is mended",
          complaint);
      sql("DROP TRIGGER full");
      keep(journal, List.of(steps.getLast()));
      assertEquals(List.of(), journal.complaints());
      var lines = steps.stream().flatMap(step -> step.lines().stream()).toList();
      assertEquals(lines, journal.reader().events(0, 10_000));
    }
    try (var journal = open()) {
      assertEquals(steps.getLast().step().next().memory(), journal.recovered().memory());
    }
  }

  private static List<Entry.Stepped> withLines(List<Entry.Stepped> steps) {
    return steps.stream().filter(step -> !step.lines().isEmpty()).toList();
  }

  @Test
  void aClosedJournalFailsWhatComesLater() throws Exception {
    var journal = open();
    journal.close();
    var late = journal.append(told(1));
    var failed = assertThrows(ExecutionException.class, () -> late.get(20, TimeUnit.SECONDS));
    assertEquals("the journal is closed", Objects.requireNonNull(failed.getCause()).getMessage());
  }

  @Test
  void aFolderThatIsNoneIsRefused() throws Exception {
    Files.writeString(folder(), "");
    var refused = assertThrows(JournalException.class, this::open);
    assertEquals(Kind.UNUSABLE, refused.kind());
    assertEquals(
        "the journal in %s cannot be used: FileAlreadyExistsException %s; check its owner, rights and free space"
            .formatted(folder(), folder()),
        refused.getMessage());
  }

  @Test
  void aJournalWithoutInputsIsNotExported() throws Exception {
    open().close();
    var refused =
        assertThrows(
            JournalException.class,
            () ->
                StoryExport.write(
                    JournalReader.open(folder()), 0, Long.MAX_VALUE, folder().resolve("out")));
    assertEquals("the journal has no inputs yet", refused.getMessage());
  }

  @Test
  void damagedInputsAreNotExported() throws Exception {
    try (var journal = open()) {
      keep(journal, RecordedCluster.story("exit-asked-stop"));
    }
    sql("UPDATE input SET body = x'0105'");
    var refused =
        assertThrows(
            JournalException.class,
            () ->
                StoryExport.write(
                    JournalReader.open(folder()), 0, Long.MAX_VALUE, temp.resolve("out")));
    assertEquals(
        "the journal's inputs from 2027-01-15T08:00:00Z on are damaged (an input ends early); export another time",
        refused.getMessage());
  }

  @Test
  void whatIsOldGoesAndIncidentsStayWithTheirLines() throws Exception {
    var minutes = new AtomicInteger();
    var keep =
        new Retention(
            () -> CLOCK.instant().plus(Duration.ofMinutes(minutes.incrementAndGet())),
            Duration.ofDays(2),
            Duration.ofDays(30),
            1 << 20,
            Duration.ofDays(400),
            3,
            10,
            new Retention.Progress());
    var steps = RecordedCluster.story("exit-asked-stop");
    try (var journal = Journal.open(folder(), "test", CLOCK, keep)) {
      keep(journal, steps);
      for (long n = 1000; n < 1010; n++) keep(journal, List.of(told(n)));
      keep(journal, List.of(new Entry.Told(null, 0, List.of(line(900, 7)))));
      keep(journal, List.of(told(1010)));
    }
    var kept = JournalReader.open(folder()).events(0, 100);
    assertEquals(List.of(900L, 1008L, 1009L, 1010L), kept.stream().map(EventLine::number).toList());
  }

  @Test
  void oldInputsGoSegmentBySegmentAndThoseOfAnIncidentLast() throws Exception {
    var steps = RecordedCluster.play(HOUR_CLUSTER, "end 4000");
    var incident = new Incident(1, "one", null, 5, 6, List.of(), List.of());
    var day = new AtomicInteger();
    var minutes = new AtomicInteger();
    InstantSource clock =
        () ->
            CLOCK.instant().plus(Duration.ofDays(day.get()).plusMinutes(minutes.incrementAndGet()));
    try (var journal = Journal.open(folder(), "test", CLOCK, Retention.standard(clock))) {
      var first = steps.getFirst();
      keep(
          journal,
          List.of(
              new Entry.Stepped(
                  CLOCK.millis(),
                  first.before(),
                  first.event(),
                  first.step(),
                  List.of(),
                  List.of(incident))));
      keep(journal, steps.subList(1, steps.size()));
      var reader = journal.reader();
      assertEquals(List.of(), journal.complaints());
      assertEquals(List.of(1L, 2L, 3L, 4L, 5L), ids(reader));
      day.set(20);
      keep(journal, List.of(told(1001)));
      keep(journal, List.of(told(1002)));
      assertEquals(List.of(1L, 5L), ids(reader));
      day.set(40);
      keep(journal, List.of(told(1003)));
      keep(journal, List.of(told(1004)));
    }
    assertEquals(List.of(5L), ids(JournalReader.open(folder())));
    try (var db = DriverManager.getConnection("jdbc:sqlite:" + folder().resolve("engine.db"));
        var one = db.createStatement();
        var pages = one.executeQuery("PRAGMA freelist_count")) {
      assertTrue(pages.next());
      assertEquals(0, pages.getInt(1), "pages kept for nothing");
    }
  }

  private static List<Long> ids(JournalReader reader) throws JournalException {
    return reader.segments().stream().map(JournalReader.Segment::id).toList();
  }

  private static final String HOUR_CLUSTER =
      """
      hosts kvm1 kvm2 kvm3
      io-timeout 10
      vm vm0 on kvm1
      vm vm1 on kvm1
      vm vm2 on kvm1
      vm vm3 on kvm2
      vm vm4 on kvm2
      vm vm5 on kvm2
      vm vm6 on kvm3
      vm vm7 on kvm3
      vm vm8 on kvm3
      vm vm9 on kvm3
      """;

  @Test
  void anHourOfThreeHostsAndTenMachinesIsSmall() throws Exception {
    var steps = RecordedCluster.play(HOUR_CLUSTER, "end 3720");
    var hour = steps.stream().filter(s -> s.event().atNanos() >= 120_000_000_000L).toList();
    try (var journal = open()) {
      keep(journal, hour);
    }
    long bytes;
    try (var db = DriverManager.getConnection("jdbc:sqlite:" + folder().resolve("engine.db"));
        var one = db.createStatement();
        var sum =
            one.executeQuery(
                "SELECT (SELECT sum(length(body)) FROM input),"
                    + " (SELECT sum(length(state)) FROM segment)")) {
      sum.next();
      bytes = sum.getLong(1) + sum.getLong(2);
      System.out.printf(
          "an hour of 3 hosts and 10 VMs: %d inputs, %d bytes, and %d of whole states; file %d%n",
          hour.size(), sum.getLong(1), sum.getLong(2), Files.size(folder().resolve("engine.db")));
    }
    assertTrue(bytes < 1 << 20, () -> bytes + " bytes");
  }
}
