package org.leasehold.core.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A file system of 2 MiB that is full: what SQLite itself answers then, and what it finds
/// afterwards. Needs root, to mount it.
@Tag("daemon")
class FullDiskTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.ofEpochMilli(RecordedCluster.WALL_MILLIS));
  @TempDir private Path small = Path.of("");

  @BeforeEach
  void mount() throws Exception {
    done("mount", "-t", "tmpfs", "-o", "size=2m", "leasehold-test", small.toString());
  }

  @AfterEach
  void unmount() throws Exception {
    done("umount", small.toString());
  }

  private static void done(String... line) throws IOException, InterruptedException {
    var process = new ProcessBuilder(line).inheritIO().start();
    assertTrue(process.waitFor(20, TimeUnit.SECONDS), () -> line[0] + " does not end");
    assertEquals(0, process.exitValue(), line[0]);
  }

  private static void keep(Journal journal, List<Entry.Stepped> entries) throws Exception {
    var all = entries.stream().map(journal::append).toList();
    for (var one : all) one.get(20, TimeUnit.SECONDS);
  }

  /// Everything that is free, to the last byte.
  private Path fill() throws IOException {
    var ballast = small.resolve("ballast");
    try (var file =
        Files.newByteChannel(ballast, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      var bytes = java.nio.ByteBuffer.allocate(4096);
      while (true) {
        file.write(bytes.clear());
      }
    } catch (IOException e) {
      assertTrue(String.valueOf(e.getMessage()).contains("No space"), e.toString());
      return ballast;
    }
  }

  @Test
  void aFullDiskIsSaidAndNothingThatWasSafeIsLostAndAllIsCaughtUpWhenThereIsRoomAgain()
      throws Exception {
    var steps = RecordedCluster.story("host-power-loss");
    int half = steps.size() / 2;
    var lines = steps.stream().flatMap(step -> step.lines().stream()).toList();
    try (var journal = Journal.open(small.resolve("journal"), "test", CLOCK)) {
      keep(journal, steps.subList(0, half));
      var safe = journal.reader().events(0, 10_000);
      var ballast = fill();

      var lost = steps.subList(half, steps.size());
      var failed = assertThrows(ExecutionException.class, () -> keep(journal, lost));
      assertTrue(failed.getCause() instanceof JournalException, failed::toString);
      var complaint = journal.complaints().getFirst();
      assertTrue(complaint.contains("full"), complaint);
      assertEquals(safe, journal.reader().events(0, 10_000).subList(0, safe.size()));

      Files.delete(ballast);
      keep(journal, List.of(steps.getLast()));
      assertEquals(List.of(), journal.complaints());
      assertEquals(lines, journal.reader().events(0, 10_000));
    }
    try (var journal = Journal.open(small.resolve("journal"), "test", CLOCK)) {
      assertEquals(steps.getLast().step().next().memory(), journal.recovered().memory());
    }
  }
}
