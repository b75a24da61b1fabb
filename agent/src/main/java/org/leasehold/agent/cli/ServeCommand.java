package org.leasehold.agent.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `leasehold-agent serve`: the service.
@Command(
    name = "serve",
    description = "Run the agent: listen on the Unix socket until told to end. VMs outlive it.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  leasehold-agent serve"})
final class ServeCommand implements Callable<Integer> {
  @Option(
      names = "--run-dir",
      paramLabel = "DIR",
      description = "folder of the sockets (default: ${DEFAULT-VALUE})")
  private Path run = Places.DEFAULT.run();

  @Option(
      names = "--state-dir",
      paramLabel = "DIR",
      description = "folder of what must survive (default: ${DEFAULT-VALUE})")
  private Path state = Places.DEFAULT.state();

  @Option(
      names = "--libvirt",
      paramLabel = "URI",
      description = "libvirt to connect to (default: ${DEFAULT-VALUE})")
  private String libvirt = "qemu:///system";

  @Option(
      names = "--sanlock-dir",
      paramLabel = "DIR",
      description = "folder of the sanlock daemon's socket (default: its own)")
  private @Nullable Path sanlock;

  @Option(
      names = "--migrate-over-unknown-storage",
      description =
          "let libvirt migrate VMs whose disks are on a shared file system it does not know, such as FUSE; that it is shared, the lockspace has proven")
  private boolean unknownStorage;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws InterruptedException {
    // Whatever prints must not end up among frames or in a pipe nobody reads.
    System.setOut(System.err);
    var end = new CountDownLatch(1);
    try {
      var agent =
          Agent.start(new AgentOptions(new Places(run, state), libvirt, sanlock, unknownStorage));
      Runtime.getRuntime().addShutdownHook(new Thread(agent::close));
      end.await();
      return ExitCode.DONE;
    } catch (IOException e) {
      spec.commandLine().getErr().println("leasehold-agent serve: " + e.getMessage());
      spec.commandLine().getErr().flush();
      return ExitCode.UNREACHABLE;
    }
  }
}
