package org.leasehold.app.cli.storage;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `leasehold storage`: the group of commands on storage domains.
@Command(
    name = "storage",
    description = "Create, add, remove and list the shared stores that hold the leases.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      CreateCommand.class,
      AddCommand.class,
      ListCommand.class,
      HomeCommand.class,
      RemoveCommand.class
    },
    footer = {"", "Example:", "  leasehold storage create nas1 /srv/vms/xleases"})
public final class StorageCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "say what to do, for example 'list'");
  }
}
