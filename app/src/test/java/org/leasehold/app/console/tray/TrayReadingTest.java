package org.leasehold.app.console.tray;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.leasehold.app.console.parts.Tone;
import org.leasehold.app.console.shell.LiveReading;
import org.leasehold.app.console.shell.LiveReading.Statement;
import org.leasehold.app.console.shell.Standing;

class TrayReadingTest {
  private static final Statement SURVIVES = new Statement(Tone.OK, "survives 1 host");
  private static final Statement ACTS = new Statement(Tone.OK, "desk1 acts");

  private static LiveReading live(
      int incidents, int gaps, Statement survives, Statement acts, String banner, boolean paused) {
    return new LiveReading(
        new Statement(
            incidents == 0 ? Tone.OK : Tone.WARN,
            incidents == 0 ? "no incidents" : incidents + " incidents"),
        new Statement(gaps == 0 ? Tone.OK : Tone.WARN, "…"),
        survives,
        acts,
        banner,
        paused,
        incidents,
        3,
        12,
        gaps);
  }

  private static TrayReading of(LiveReading live) {
    return TrayReading.of(new Standing.Known(false, live));
  }

  @Test
  void allIsWell() {
    assertEquals(
        new TrayReading(
            Tone.OK,
            false,
            "Leasehold: no incidents, 12 of 12 protected",
            "no incidents, 12 of 12 protected",
            "survives 1 host\ndesk1 acts"),
        of(live(0, 0, SURVIVES, ACTS, "", false)));
  }

  @Test
  void anIncidentIsTheWorstAndAsksForAttention() {
    assertEquals(
        new TrayReading(
            Tone.BAD,
            true,
            "Leasehold: 2 incidents, 11 of 12 protected",
            "2 incidents, 11 of 12 protected",
            "survives 1 host\ndesk1 acts"),
        of(live(2, 1, SURVIVES, ACTS, "", false)));
  }

  @Test
  void aSimulatedClusterAsksForNobody() {
    var simulated = new Standing.Known(true, live(2, 1, SURVIVES, ACTS, "", false));
    assertEquals(
        new TrayReading(
            Tone.BAD,
            false,
            "Leasehold (simulated): 2 incidents, 11 of 12 protected",
            "2 incidents, 11 of 12 protected",
            "survives 1 host\ndesk1 acts"),
        TrayReading.of(simulated));
  }

  @Test
  void withoutAnEngineThatActsNothingIsCovered() {
    var nobody = new Statement(Tone.BAD, "no engine acts");
    assertEquals(
        new TrayReading(
            Tone.BAD,
            true,
            "Leasehold: no engine acts, no incidents, 12 of 12 protected",
            "no engine acts, no incidents, 12 of 12 protected",
            "survives 1 host\nno engine acts"),
        of(live(0, 0, SURVIVES, nobody, "", false)));
  }

  @Test
  void whatIsNotFineIsAWarning() {
    var none = new Statement(Tone.WARN, "survives 0 hosts");
    var paused = new Statement(Tone.WARN, "HA paused");
    var watching = new Statement(Tone.INFO, "watching: desk2 acts");
    assertEquals(
        List.of(Tone.WARN, Tone.WARN, Tone.WARN, Tone.WARN, Tone.OK),
        List.of(
            of(live(0, 1, SURVIVES, ACTS, "", false)).tone(),
            of(live(0, 0, none, ACTS, "", false)).tone(),
            of(live(0, 0, SURVIVES, paused, "HA is paused", true)).tone(),
            of(live(0, 0, SURVIVES, ACTS, "The journal is full.", false)).tone(),
            of(live(0, 0, SURVIVES, watching, "", false)).tone()));
    assertEquals(
        "HA paused, no incidents, 12 of 12 protected",
        of(live(0, 0, SURVIVES, paused, "HA is paused", true)).state());
  }

  @Test
  void whatIsNotKnownIsNeverFine() {
    assertEquals(
        new TrayReading(
            Tone.NONE,
            false,
            "Leasehold: not connected to a cluster",
            "not connected to a cluster",
            ""),
        TrayReading.of(new Standing.None()));
    assertEquals(
        new TrayReading(
            Tone.NONE,
            false,
            "Leasehold: the engine does not answer",
            "the engine does not answer",
            ""),
        TrayReading.of(new Standing.Silent()));
  }

  @Test
  void aHostsWordsAreCutShort() {
    var wordy = new Statement(Tone.INFO, "x".repeat(1000));
    assertEquals(
        "survives 1 host\n" + "x".repeat(160) + "…",
        of(live(0, 0, SURVIVES, wordy, "", false)).more());
  }

  @Test
  void theMenuSaysTheStateAndOffersThreeThings() {
    var reading = of(live(0, 0, SURVIVES, ACTS, "", false));
    assertEquals(
        List.of(
            new MenuLine.Words(1, "no incidents, 12 of 12 protected"),
            new MenuLine.Gap(2),
            new MenuLine.Act(3, "Show Leasehold", MenuLine.Wish.SHOW),
            new MenuLine.Toggle(4, "Quiet notifications", true, MenuLine.Wish.QUIET),
            new MenuLine.Gap(5),
            new MenuLine.Act(6, "Close", MenuLine.Wish.CLOSE)),
        MenuLine.of(reading, true));
  }
}
