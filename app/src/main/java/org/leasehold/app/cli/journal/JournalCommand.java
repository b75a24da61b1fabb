package org.leasehold.app.cli.journal;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `leasehold journal`: the group of commands on an engine's journal.
@Command(
    name = "journal",
    description = "Take a stretch of the past out of an engine's journal, and decide it again.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {ExportCommand.class, ReplayCommand.class},
    footer = {
      "",
      "Inputs are kept for 48 hours, 30 days around an incident, and 200 MiB at most.",
      "",
      "Example:",
      "  leasehold journal export --incident 12 --out incident-12"
    })
public final class JournalCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "say 'export --out FOLDER' or 'replay FOLDER'");
  }
}
