package org.leasehold.app.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.leasehold.app.console.shell.Notices;

class DesktopNoticesTest {
  @Test
  void whatAnEventSaysIsNeverAnOption() {
    assertEquals(
        List.of(
            "/usr/bin/notify-send",
            "--app-name=Leasehold",
            "--urgency=critical",
            "--",
            "--help",
            "$(reboot)"),
        DesktopNotices.command(new Notices.Notice("--help", "$(reboot)", true)));
  }
}
