package org.leasehold.core.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.InstantSource;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// SIGKILL at any moment: what was said to be safe is there, and the journal opens.
class KillTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void nothingThatWasSafeIsLostWhenTheEngineIsKilled() throws Exception {
    kill(6);
  }

  @Test
  @Tag("long")
  void norInAHundredKills() throws Exception {
    kill(100);
  }

  private void kill(int times) throws Exception {
    var chance = new Random(7);
    long safe = 0;
    for (int i = 0; i < times; i++) {
      long now = runAndKill(chance.nextInt(150));
      assertTrue(now > safe, "kill " + i);
      safe = now;
      check(safe, i);
    }
    try (var journal = Journal.open(folder, "test", InstantSource.system())) {
      assertTrue(journal.recovered().lastEvent() >= safe);
      assertTrue(journal.recovered().notes().isEmpty(), () -> "" + journal.recovered().notes());
    }
  }

  /// @return the last number said to be safe
  private long runAndKill(int afterMillis) throws Exception {
    var process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                KilledWriter.class.getName(),
                folder.toString())
            .redirectOutput(folder.resolve("safe").toFile())
            .redirectError(ProcessBuilder.Redirect.appendTo(folder.resolve("said").toFile()))
            .start();
    try {
      var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
      while (lastSafe() == 0) {
        assertTrue(process.isAlive(), () -> "the process ended by itself: " + errors());
        assertTrue(System.nanoTime() < deadline, "nothing was written within 30 s");
        Thread.sleep(1);
      }
      Thread.sleep(afterMillis);
    } finally {
      process.destroyForcibly();
      assertTrue(process.waitFor(10, TimeUnit.SECONDS));
    }
    return lastSafe();
  }

  /// The last whole line of what the process said.
  private long lastSafe() throws IOException {
    var said = Files.readString(folder.resolve("safe"));
    int end = said.lastIndexOf('\n');
    return end < 0 ? 0 : Long.parseLong(said.substring(said.lastIndexOf('\n', end - 1) + 1, end));
  }

  private String errors() {
    try {
      return Files.readString(folder.resolve("said"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  private void check(long safe, int kill) throws Exception {
    try (var db = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("engine.db"));
        var one = db.createStatement()) {
      try (var result = one.executeQuery("PRAGMA integrity_check(1)")) {
        assertTrue(result.next());
        assertEquals("ok", result.getString(1), "after kill " + kill);
      }
      try (var result =
          one.executeQuery("SELECT count(*), max(number) FROM event WHERE number <= " + safe)) {
        assertTrue(result.next());
        assertEquals(safe, result.getLong(1), "events without a gap after kill " + kill);
      }
    }
  }
}
