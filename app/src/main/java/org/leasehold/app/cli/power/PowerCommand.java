package org.leasehold.app.cli.power;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `leasehold host power`: the group of commands on hosts' power devices.
@Command(
    name = "power",
    description = {
      "Set up, show, try and remove the devices that switch a host's power. They are used only for a",
      "host that is silent and whose heartbeat on the storage has stopped, through another host."
    },
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      SetCommand.class,
      ShowCommand.class,
      TestCommand.class,
      EnableCommand.class,
      DisableCommand.class,
      RemoveCommand.class
    },
    footer = {"", "Example:", "  leasehold host power show kvm1"})
public final class PowerCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "say what to do, for example 'show'");
  }
}
