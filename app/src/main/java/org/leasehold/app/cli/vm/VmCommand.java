package org.leasehold.app.cli.vm;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `leasehold vm`: the group of commands on VMs.
@Command(
    name = "vm",
    description = "List, adopt, protect, start, stop, pause, move, tune and explain VMs.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ListCommand.class,
      AdoptCommand.class,
      EditCommand.class,
      ReleaseCommand.class,
      StartCommand.class,
      StopCommand.class,
      RebootCommand.class,
      PauseCommand.class,
      ResumeCommand.class,
      MigrateCommand.class,
      ProtectCommand.class,
      SetCommand.class,
      DriftCommand.class,
      AcceptDisksCommand.class,
      ExplainCommand.class
    },
    footer = {"", "Example:", "  leasehold vm adopt web --on kvm1"})
public final class VmCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "say what to do, for example 'list'");
  }
}
