package org.leasehold.agent.cli;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Does what an SSH login asked for.
record SshActions(Places places) {
  /// A restart of the agent ends within this, or is said not to have.
  private static final long RESTART_SECONDS_MAX = 30;

  int run(SshRequest.Allowed request) {
    return switch (request) {
      case SshRequest.Attach _ -> Relay.between("the agent", places.agentSocket());
      case SshRequest.Engine _ -> Relay.between("the engine", places.engineSocket());
      case SshRequest.Display display ->
          Relay.between("the display of " + display.vm(), places.displaySocket(display.vm()));
      case SshRequest.MigrateIn in ->
          Relay.between("the migration", places.tokenSocket(in.token()));
      case SshRequest.RestartAgent _ -> restart();
    };
  }

  /// polkit or sudo is what allows the user `leasehold` just this.
  private static int restart() {
    try {
      var process =
          new ProcessBuilder(
                  List.of(
                      "/usr/bin/sudo",
                      "--non-interactive",
                      "/usr/bin/systemctl",
                      "restart",
                      "leasehold-agent.service"))
              .redirectErrorStream(true)
              .start();
      process.getOutputStream().close();
      if (!process.waitFor(RESTART_SECONDS_MAX, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        System.err.println("the agent did not restart within " + RESTART_SECONDS_MAX + " s");
        return ExitCode.TIMED_OUT;
      }
      System.err.write(process.getInputStream().readNBytes(4096));
      return process.exitValue() == 0 ? ExitCode.DONE : ExitCode.UNREACHABLE;
    } catch (IOException e) {
      System.err.println("the agent cannot be restarted: " + e.getMessage());
      return ExitCode.UNREACHABLE;
    } catch (InterruptedException _) {
      return ExitCode.TIMED_OUT;
    }
  }
}
