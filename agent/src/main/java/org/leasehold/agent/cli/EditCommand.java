package org.leasehold.agent.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.leasehold.agent.child.EditProgram;
import picocli.CommandLine.Command;

/// `leasehold-agent edit`: a child of the agent.
@Command(
    name = "edit",
    hidden = true,
    description = "Change a volume, as the agent's child; the order comes on stdin.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  (run by the agent only)"})
final class EditCommand implements Callable<Integer> {
  @Override
  public Integer call() throws IOException {
    return EditProgram.run();
  }
}
