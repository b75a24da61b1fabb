package org.leasehold.agent.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `leasehold-agent version`.
@Command(
    name = "version",
    description = "Print the version and the protocols this agent speaks.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  leasehold-agent version"})
final class VersionCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    for (var line : new Version().getVersion()) spec.commandLine().getOut().println(line);
    spec.commandLine().getOut().flush();
    return ExitCode.DONE;
  }
}
