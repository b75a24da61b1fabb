package org.leasehold.agent.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.leasehold.core.sanlock.Patience;
import org.leasehold.core.sanlock.SocketSanlockClient;

/// What the guard is told to watch and does not understand is in its journal; what it watched
/// before it goes on watching.
@Timeout(60)
class GuardLoopTest {
  @TempDir Path folder;
  private Path watch;
  private GuardJournal journal;
  private GuardLoop loop;

  @BeforeEach
  void aGuard() {
    watch = folder.resolve("guard.watch");
    journal = new GuardJournal(folder.resolve("guard.journal"));
    loop =
        new GuardLoop(
            new GuardLoop.Places(watch, folder.resolve("libvirt")),
            new SocketSanlockClient(
                folder, new Patience(Duration.ofSeconds(1), Duration.ofSeconds(1))),
            journal,
            SelfReset.Use.OFF,
            () -> {
              throw new AssertionError("no host is reset in a test");
            });
  }

  private void told(String... events) throws Exception {
    journal.close();
    var told =
        Files.readAllLines(folder.resolve("guard.journal")).stream()
            .map(line -> JsonParser.parseString(line).getAsJsonObject())
            .map(one -> one.get("what").getAsString() + ": " + one.get("why").getAsString())
            .toList();
    assertEquals(List.of(events), told);
  }

  @Test
  void aFileOfAnotherFormatDoesNotDisarmTheGuard() throws Exception {
    Files.writeString(watch, "leasehold-guard 1\nlockspace ls 1 10 %s\n".formatted(folder));
    loop.look();
    Files.writeString(watch, "leasehold-guard 2\n");
    loop.look();
    loop.look();
    Files.writeString(watch, "leasehold-guard 1\nlockspace ls 0 10 /v\n");
    loop.look();
    assertEquals("1 lockspaces, 0 VMs", loop.summary());
    told(
        "watching: 1 lockspaces [ls]",
        "trouble: " + watch + ": the first line is not 'leasehold-guard 1'",
        "trouble: "
            + watch
            + ": not understood: 'lockspace ls 0 10 /v': host id out of 1..2000: 0");
  }
}
