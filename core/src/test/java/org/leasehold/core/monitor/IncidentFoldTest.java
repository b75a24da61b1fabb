package org.leasehold.core.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.leasehold.core.sim.Story;

/// The stories of the simulator, as incidents. Wall clock here: engine time, in milliseconds.
class IncidentFoldTest {
  private static final Path STORIES = Path.of("src/test/resources/stories");

  private final TreeMap<Long, Incident> incidents = new TreeMap<>();
  private final TreeMap<Long, EventLine> lines = new TreeMap<>();
  private IncidentFold fold = new IncidentFold(0, 0, List.of());
  private long nextRunMillis = Long.MAX_VALUE;

  private String told(String story) throws IOException {
    var folder = STORIES.resolve(story);
    Story.parse(
            Files.readString(folder.resolve("cluster.txt")),
            Files.readString(folder.resolve("script.txt")))
        .play(
            (engine, before, event, step) -> {
              if (!engine.equals("e1")) return;
              if (event.atNanos() / 1_000_000 > nextRunMillis) {
                nextRunMillis = Long.MAX_VALUE;
                fold = new IncidentFold(fold.lastEvent(), incidents.size(), fold.open());
              }
              var folded = fold.step(before, event, step, event.atNanos() / 1_000_000);
              for (var line : folded.lines()) lines.put(line.number(), line);
              for (var incident : folded.incidents()) incidents.put(incident.number(), incident);
            });
    for (var incident : incidents.values()) {
      var own = lines.values().stream().filter(l -> l.incident() == incident.number()).toList();
      assertEquals(own, incident.timeline(), "the lines that name it are its timeline");
    }
    assertEquals(lines.size(), fold.lastEvent());
    var text = new StringBuilder();
    for (var incident : incidents.values()) text.append(rendered(incident));
    return text.toString();
  }

  private Incident incident(long number) {
    return Objects.requireNonNull(incidents.get(number));
  }

  private static String rendered(Incident incident) {
    var text = new ArrayList<String>();
    text.add(
        "%d %s, %s to %s, %d lines"
            .formatted(
                incident.number(),
                incident.title(),
                seconds(incident.openedMillis()),
                incident.isOpen() ? "now" : seconds(incident.closedMillis()),
                incident.timeline().size()));
    for (var one : incident.vms()) {
      text.add("  %s %s -> %s".formatted(one.name(), one.from(), one.to()));
      text.add("    owner: " + one.owner());
      text.add("    evidence: " + one.evidence());
      text.add(
          "    between %s and %s, asked %s, running %s"
              .formatted(
                  seconds(one.earliestMillis()),
                  seconds(one.latestMillis()),
                  seconds(one.askedMillis()),
                  seconds(one.runningMillis())));
      text.add("    failed: " + one.failed());
    }
    return String.join("\n", text).replaceAll("(?m) +$", "") + "\n";
  }

  private static String seconds(long millis) {
    return millis == 0 ? "-" : String.format(Locale.ROOT, "%.1f", millis / 1000.0);
  }

  @Test
  void aLossOfPowerIsOneIncidentFromTheFirstMissedReportToTheHostsReturn() throws IOException {
    assertEquals(
        """
        1 kvm2 does not answer, 132.0 to 387.6, 30 lines
          vm2 2 -> 1
            owner: kvm2, host 2 generation 1, last renewal 00:02:04 UTC, last seen to change 00:02:24 UTC
            evidence: host 2 generation 1 is dead to host 1: unchanged for 140 s
            between 284.0 and 374.0, asked 285.0, running 286.0
            failed:
          vm1 2 -> 3
            owner: kvm2, host 2 generation 1, last renewal 00:02:04 UTC, last seen to change 00:02:24 UTC
            evidence: host 2 generation 1 is dead to host 3: unchanged for 140 s
            between 284.0 and 374.0, asked 286.0, running 286.2
            failed:
        """,
        told("host-power-loss"));
    assertEquals("host.connecting", incident(1).timeline().getFirst().id());
  }

  @Test
  void anAgentThatIsBackWithinTheGraceIsNone() throws IOException {
    assertEquals("", told("detect-agent-crash"));
  }

  @Test
  void whatPeopleAskedForIsNone() throws IOException {
    assertEquals("", told("exit-asked-stop"));
    assertEquals("", told("migrate-asked"));
  }

  @Test
  void aKilledQemuIsAnIncidentOfItsVmAlone() throws IOException {
    assertEquals(
        """
        1 vm1 ended on kvm2, 130.1 to 130.9, 5 lines
          vm1 2 -> 1
            owner: kvm2, host 2 generation 1, last renewal 00:02:04 UTC
            evidence: host 2 reports its end in report 47
            between - and -, asked 130.1, running 130.9
            failed:
        """,
        told("exit-qemu-crash"));
  }

  @Test
  void aManagementCutEndsWithVmsThatWereNeverStartedElsewhere() throws IOException {
    var text = told("network-cut-storage-alive");
    assertTrue(text.startsWith("1 kvm2 does not answer, 132.0 to 432.0, 21 lines\n"), text);
    for (var one : incident(1).vms()) {
      assertEquals("not started: it still runs on kvm2", one.failed());
      assertEquals("432.0", seconds(one.runningMillis()));
      assertEquals(0, one.askedMillis());
      assertNull(one.to());
    }
  }

  @Test
  void aLostStoreTakesItsVmsIn() throws IOException {
    assertEquals(
        """
        1 store store1 is in trouble, 130.2 to 284.0, 24 lines
          vm1 2 -> 2
            owner: kvm2, host 2 generation 1, last renewal 00:02:04 UTC
            evidence: host 2 reports its end in report 61
            between - and -, asked 283.0, running 284.0
            failed:
        """,
        told("storage-store-lost"));
  }

  @Test
  void anIncidentGoesOnInTheNextRun() throws IOException {
    told("host-power-loss");
    var whole = incident(1);
    var again = new IncidentFoldTest();
    again.nextRunMillis = 200_000;
    again.told("host-power-loss");
    assertEquals(whole, again.incident(1));
  }

  @Test
  void aCopyStartedByHandIsAnIncidentWhileItIsFound() throws IOException {
    assertEquals(
        """
        1 vm1: another definition uses its disks, 130.1 to 170.1, 2 lines
          vm1 2 -> null
            owner: kvm2, host 2 generation 1, last renewal 00:02:04 UTC
            evidence:
            between - and -, asked -, running -
            failed:
        """,
        told("start-by-hand-no-hook"));
  }

  /// Those whose host stays away, and one whose VM a person has to look at.
  @Test
  void onlyWhatIsStillThreatenedIsOpenAtTheEndOfAStory() throws IOException {
    var open = new TreeMap<String, String>();
    try (var folders = Files.list(STORIES)) {
      for (var folder : folders.toList()) {
        var fold = new IncidentFoldTest();
        fold.told(folder.getFileName().toString());
        for (var one : fold.fold.open()) open.put(folder.getFileName().toString(), one.title());
      }
    }
    var silent = "kvm2 does not answer";
    var expected = new TreeMap<String, String>();
    for (var story :
        List.of(
            "confirm-no-lease",
            "engine-crash-before-restart",
            "evidence-faded",
            "evidence-fresh",
            "freeze-suspend-start-after-renewal",
            "migrate-source-dies",
            "restart-priority",
            "restart-priority-cap",
            "restart-retries",
            "restart-start-cap",
            "treat-engine-dies-mid-fence",
            "treat-fence-fails",
            "treat-fence-lies",
            "treat-power-switched-off",
            "treat-reboot-wait-over")) {
      expected.put(story, silent);
    }
    expected.put("migrate-target-dies", "kvm3 does not answer");
    expected.put("disk-cache-changed", "vm1 ended on kvm2");
    assertEquals(expected, open);
  }
}
