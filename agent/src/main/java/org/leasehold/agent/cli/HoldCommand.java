package org.leasehold.agent.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.leasehold.agent.child.HoldProgram;
import picocli.CommandLine.Command;

/// `leasehold-agent hold`: a child of the agent.
@Command(
    name = "hold",
    hidden = true,
    description = "Hold a lease, as the agent's child; the order comes on stdin.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  (run by the agent only)"})
final class HoldCommand implements Callable<Integer> {
  @Override
  public Integer call() throws IOException {
    return HoldProgram.run();
  }
}
