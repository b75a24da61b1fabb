package org.leasehold.app.cli.engine;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `leasehold incident`: the group of commands on incidents.
@Command(
    name = "incident",
    description = "List incidents and show one: timeline, evidence, arithmetic.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {IncidentListCommand.class, IncidentShowCommand.class},
    footer = {"", "Example:", "  leasehold incident show 12"})
public final class IncidentCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "say 'list' or 'show NUMBER'");
  }
}
