package org.leasehold.agent.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `leasehold-agent`: the root of the command tree.
@Command(
    name = "leasehold-agent",
    description = "What Leasehold runs on each host.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      CheckCommand.class,
      ServeCommand.class,
      SshCommand.class,
      VersionCommand.class,
      LeaveCommand.class,
      InstallCommand.class,
      UninstallCommand.class,
      InstallEngineCommand.class,
      UninstallEngineCommand.class,
      EngineKeysCommand.class,
      EditCommand.class,
      HoldCommand.class
    },
    footer = {
      "",
      "Exit codes: 0 done, 1 findings, 2 usage, 3 unreadable or unreachable,",
      "            4 refused for safety, 5 timed out.",
      "",
      "Example:",
      "  leasehold-agent version"
    })
public final class AgentCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "say which command you want");
  }
}
