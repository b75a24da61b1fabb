package org.leasehold.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What an SSH login is told when what it asked for cannot be done.
@Timeout(60)
class SshActionsTest {
  @TempDir Path folder;

  private void ends(int code, String said, SshRequest.Allowed request, String... restart) {
    var err = new ByteArrayOutputStream();
    var before = System.err;
    int ended;
    try {
      System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
      ended =
          new SshActions(new Places(folder, folder), List.of(restart), Duration.ofSeconds(1))
              .run(request);
    } finally {
      System.setErr(before);
    }
    assertEquals(code + ": " + said, ended + ": " + err.toString(StandardCharsets.UTF_8).strip());
  }

  @Test
  void anAgentThatDoesNotRestart() {
    var ask = new SshRequest.RestartAgent();
    ends(
        ExitCode.TIMED_OUT,
        "leasehold-agent ssh: the agent did not restart within 1 s; look at it with systemctl"
            + " status leasehold-agent",
        ask,
        "/bin/sleep",
        "60");
    ends(
        ExitCode.UNREACHABLE,
        "leasehold-agent ssh: the agent cannot be restarted: Cannot run program \"/none/sudo\": Exec"
            + " failed, error: 2 (No such file or directory)",
        ask,
        "/none/sudo");
    ends(
        ExitCode.UNREACHABLE,
        "sudo: a password is required",
        ask,
        "/bin/sh",
        "-c",
        "echo sudo: a password is required >&2; exit 1");
    ends(ExitCode.DONE, "", ask, "/bin/true");
  }

  @Test
  void whatDoesNotAnswerIsNamedWithItsSocket() {
    var vm = "6f1d2c3b-0000-4000-8000-000000000001";
    silent("the agent", folder.resolve("agent.sock"), new SshRequest.Attach());
    silent(
        "the engine",
        folder.resolveSibling(folder.getFileName() + "-engine").resolve("engine.sock"),
        new SshRequest.Engine());
    silent(
        "the display of " + vm, folder.resolve("display").resolve(vm), new SshRequest.Display(vm));
    silent(
        "the migration",
        folder.resolve("incoming").resolve("0123456789abcdef"),
        new SshRequest.MigrateIn("0123456789abcdef"));
  }

  private void silent(String what, Path socket, SshRequest.Allowed ask) {
    ends(
        ExitCode.UNREACHABLE,
        "leasehold-agent ssh: %s does not answer on %s: No such file or directory"
            .formatted(what, socket),
        ask);
  }
}
