package org.leasehold.app.console.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leasehold.app.console.live.EventRow;
import org.leasehold.app.console.parts.KeptSwitch;
import org.leasehold.app.console.text.Times;
import org.leasehold.core.engine.EngineState;
import org.leasehold.core.engine.Severity;
import org.leasehold.core.monitor.EventLine;

class NoticesTest {
  @TempDir private Path folder = Path.of("");
  private final List<Notices.Notice> shown = new ArrayList<>();
  private final List<EventRow> rows = new ArrayList<>();

  private Notices notices() {
    return new Notices(new KeptSwitch(folder.resolve("config").resolve("quiet")), shown::add);
  }

  private void happens(long second, Severity severity, String what) {
    var line =
        new EventLine(
            rows.size() + 1L, second * 1000, 0, severity, "id", "host kvm2", what, "why", 0);
    rows.addFirst(EventRow.of(line, EngineState.EMPTY, new Times(ZoneOffset.UTC)));
  }

  @Test
  void onlyNewErrorsAskForAPersonAndTheSameOnlyOnceInFiveMinutes() {
    var notices = notices();
    happens(0, Severity.ERROR, "was silent before");
    notices.show(rows);
    happens(1, Severity.WARNING, "up -> connecting");
    notices.show(rows);
    assertEquals(List.of(), shown);
    happens(2, Severity.ERROR, "does not answer");
    happens(3, Severity.CRITICAL, "uncovered");
    notices.show(rows);
    notices.show(rows);
    happens(4, Severity.ERROR, "does not answer");
    notices.show(rows);
    assertEquals(
        List.of(
            new Notices.Notice(
                "Leasehold: kvm2 does not answer", "why\nand 1 more; see Events", true)),
        shown);
    happens(400, Severity.ERROR, "does not answer");
    notices.show(rows);
    assertEquals(2, shown.size());
  }

  @Test
  void aQuietWindowTellsNothingAndStaysQuiet() {
    notices().quiet(true);
    var again = notices();
    assertTrue(again.isQuiet());
    again.show(rows);
    happens(1, Severity.CRITICAL, "uncovered");
    again.show(rows);
    assertEquals(List.of(), shown);
    again.quiet(false);
    assertFalse(again.isQuiet());
  }
}
