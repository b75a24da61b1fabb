package org.leasehold.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leasehold.core.journal.Entry;
import org.leasehold.core.journal.Journal;
import org.leasehold.core.monitor.IncidentFold;
import org.leasehold.core.sim.Story;

class JournalCommandsTest {
  @TempDir private Path temp = Path.of("");

  /// A QEMU that is killed, as an engine journals it.
  @BeforeEach
  void journal() throws Exception {
    var written = new ArrayList<CompletableFuture<Void>>();
    var fold = new IncidentFold(0, 0, List.of());
    try (var journal = Journal.open(temp.resolve("journal"), "0.1", InstantSource.system())) {
      long wall = System.currentTimeMillis();
      Story.parse(
              "hosts kvm1 kvm2\nio-timeout 10\nvm web on kvm2", "at 130 qemu-crash web\nend 200")
          .play(
              (_, before, event, step) -> {
                var told = fold.step(before, event, step, wall);
                written.add(
                    journal.append(
                        new Entry.Stepped(
                            wall, before, event, step, told.lines(), told.incidents())));
              });
      for (var one : written) one.get(20, TimeUnit.SECONDS);
    }
  }

  private Run export(Object... which) {
    var words = new ArrayList<Object>(List.of("journal", "export"));
    words.addAll(List.of("--state-dir", temp.resolve("journal"), "--out", temp.resolve("story")));
    words.addAll(List.of(which));
    return Run.of(words.toArray());
  }

  @Test
  void anIncidentIsExportedAndDecidedAgain() throws Exception {
    var exported = export("--incident", 1);
    assertEquals(0, exported.exitCode(), exported.err());
    assertTrue(Files.readString(temp.resolve("story/story.log")).contains("start on host kvm1"));
    var replayed = Run.of("journal", "replay", temp.resolve("story"));
    assertEquals(0, replayed.exitCode(), replayed.out());
    assertTrue(replayed.out().matches("\\d+ inputs decided again, \\d+ lines the same\n"));
  }

  @Test
  void whatIsDecidedOtherwiseIsShownAndIsAFinding() throws Exception {
    export("--since", "2h");
    var file = temp.resolve("story/story.jsonl");
    Files.writeString(file, Files.readString(file).replace("QEMU died", "QEMU fell"));
    var replayed = Run.of("journal", "replay", temp.resolve("story"), "--json");
    assertEquals(1, replayed.exitCode());
    assertTrue(replayed.out().contains("\"version\":\"0.1\""), replayed.out());
  }

  @Test
  void whatCannotBeDoneIsSaidInASentence() {
    var again = "\nTry 'leasehold journal export --help'.\n";
    assertEquals(
        new Run(2, "", "leasehold journal export: there is no incident 7" + again),
        export("--incident", 7));
    assertEquals(
        new Run(
            2,
            "",
            "leasehold journal export: --since 'yesterday' is not an age such as 90s, 30m, 2h or 1d"
                + again),
        export("--since", "yesterday"));
    var nowhere =
        Run.of("journal", "export", "--state-dir", temp.resolve("no"), "--out", temp.resolve("s"));
    assertEquals(
        new Run(
            3,
            "",
            "leasehold journal export: %s has no journal that can be read: engine.db is missing or not yours\n"
                .formatted(temp.resolve("no"))),
        nowhere);
  }
}
