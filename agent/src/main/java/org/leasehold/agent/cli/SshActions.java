package org.leasehold.agent.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Does what an SSH login asked for.
///
/// @param restart the command that restarts the agent; polkit or sudo is what allows the user
///   `leasehold` just this
/// @param restartsWithin or is said not to have
record SshActions(Places places, List<String> restart, Duration restartsWithin) {
  SshActions(Places places) {
    this(
        places,
        List.of(
            "/usr/bin/sudo",
            "--non-interactive",
            "/usr/bin/systemctl",
            "restart",
            "leasehold-agent.service"),
        Duration.ofSeconds(30));
  }

  int run(SshRequest.Allowed request) {
    return switch (request) {
      case SshRequest.Attach _ -> Relay.between("the agent", places.agentSocket());
      case SshRequest.Engine _ -> Relay.between("the engine", places.engineSocket());
      case SshRequest.Display display ->
          Relay.between("the display of " + display.vm(), places.displaySocket(display.vm()));
      case SshRequest.MigrateIn in ->
          Relay.between("the migration", places.tokenSocket(in.token()));
      case SshRequest.RestartAgent _ -> restarted();
    };
  }

  private int restarted() {
    try {
      var process = new ProcessBuilder(restart).redirectErrorStream(true).start();
      process.getOutputStream().close();
      if (!process.waitFor(restartsWithin.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        System.err.println(
            "leasehold-agent ssh: the agent did not restart within %d s; look at it with systemctl status leasehold-agent"
                .formatted(restartsWithin.toSeconds()));
        return ExitCode.TIMED_OUT;
      }
      System.err.write(process.getInputStream().readNBytes(4096));
      return process.exitValue() == 0 ? ExitCode.DONE : ExitCode.UNREACHABLE;
    } catch (IOException e) {
      System.err.println("leasehold-agent ssh: the agent cannot be restarted: " + e.getMessage());
      return ExitCode.UNREACHABLE;
    } catch (InterruptedException _) {
      return ExitCode.TIMED_OUT;
    }
  }
}
