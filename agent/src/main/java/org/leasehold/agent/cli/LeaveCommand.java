package org.leasehold.agent.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.leasehold.agent.guard.LeasedCopies;
import org.leasehold.agent.volume.Departure;
import org.leasehold.agent.volume.WantedLockspaces;
import org.leasehold.core.sanlock.Patience;
import org.leasehold.core.sanlock.SocketSanlockClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `leasehold-agent leave-lockspaces`: the last act of a host that shuts down in order.
@Command(
    name = "leave-lockspaces",
    description = {
      "Leave this host's lockspaces once no VM with a lease lives here, so that the host joins at once",
      "after its boot. leasehold-lockspaces.service runs it when the host shuts down in order; an",
      "agent that runs joins them again. Ends with 5 if one stays."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  leasehold-agent leave-lockspaces --within 60"})
final class LeaveCommand implements Callable<Integer> {
  @Option(
      names = "--within",
      paramLabel = "SECONDS",
      description = "give up after this time, 1 to 600 (default: ${DEFAULT-VALUE})")
  private int within = 60;

  @Option(
      names = "--state-dir",
      paramLabel = "DIR",
      description = "the agent's folder (default: ${DEFAULT-VALUE})")
  private Path state = Places.DEFAULT.state();

  @Option(
      names = "--sanlock-dir",
      paramLabel = "DIR",
      description = "folder of the sanlock daemon's socket (default: ${DEFAULT-VALUE})")
  private Path sanlock = SocketSanlockClient.RUN_DIR;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws InterruptedException {
    var err = spec.commandLine().getErr();
    if (within < 1 || within > 600) {
      err.println("leave-lockspaces: --within is 1 to 600 seconds, not " + within);
      return ExitCode.USAGE;
    }
    try {
      var client = new SocketSanlockClient(sanlock, Patience.DEFAULT);
      var wanted = WantedLockspaces.open(state).all();
      var told = new Departure(client, wanted, LeaveCommand::alive).run(Duration.ofSeconds(within));
      for (var one : told) {
        spec.commandLine()
            .getOut()
            .println(
                one.isLeft()
                    ? "left lockspace " + one.lockspace()
                    : "lockspace %s stays: %s".formatted(one.lockspace(), one.trouble()));
      }
      spec.commandLine().getOut().flush();
      return told.stream().allMatch(Departure.Left::isLeft) ? ExitCode.DONE : ExitCode.TIMED_OUT;
    } catch (IOException e) {
      err.println("leave-lockspaces: " + e.getMessage());
      return ExitCode.UNREACHABLE;
    }
  }

  private static Optional<String> alive() {
    return new LeasedCopies()
        .now().stream()
            .findFirst()
            .map(copy -> "VM %s (process %d) lives here".formatted(copy.name(), copy.pid()));
  }
}
