package org.leasehold.app.cli.host;

import org.leasehold.app.cli.power.PowerCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `leasehold host`: the group of commands on hosts.
@Command(
    name = "host",
    description =
        "Install, add, list, check, drain and remove hosts, and say that one was rebooted.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      InstallCommand.class,
      AddCommand.class,
      ListCommand.class,
      CheckCommand.class,
      CheckedCommand.class,
      MaintenanceCommand.class,
      ConfirmRebootedCommand.class,
      PowerCommand.class,
      RemoveCommand.class,
      UninstallCommand.class
    },
    footer = {"", "Example:", "  leasehold host add kvm1 --address 192.0.2.11"})
public final class HostCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "say what to do, for example 'list'");
  }
}
