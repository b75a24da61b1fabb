package org.leasehold.app.cli.volume;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `leasehold volume`: the group of commands on one xleases volume.
@Command(
    name = "volume",
    description = "Read, check, create, change and repair an xleases volume.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      InspectCommand.class,
      WatchCommand.class,
      CheckCommand.class,
      CreateCommand.class,
      AddCommand.class,
      RemoveCommand.class,
      PlanRepairCommand.class,
      RepairCommand.class
    },
    footer = {
      "",
      "Reading needs no daemon. Creating, adding, removing and repairing go through this host's sanlock.",
      "",
      "Example:",
      "  leasehold volume inspect /srv/vms/xleases"
    })
public final class VolumeCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "say what to do with the volume, for example 'inspect'");
  }
}
