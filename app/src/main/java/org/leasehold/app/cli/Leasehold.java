package org.leasehold.app.cli;

import org.leasehold.app.cli.desktop.ConsoleCommand;
import org.leasehold.app.cli.desktop.DemoCommand;
import org.leasehold.app.cli.document.DocumentCommand;
import org.leasehold.app.cli.engine.EventsCommand;
import org.leasehold.app.cli.engine.IncidentCommand;
import org.leasehold.app.cli.engine.NotifyTestCommand;
import org.leasehold.app.cli.engine.PauseCommand;
import org.leasehold.app.cli.engine.ResumeCommand;
import org.leasehold.app.cli.engine.RunCommand;
import org.leasehold.app.cli.engine.StatusCommand;
import org.leasehold.app.cli.host.ConnectCommand;
import org.leasehold.app.cli.host.HostCommand;
import org.leasehold.app.cli.journal.JournalCommand;
import org.leasehold.app.cli.settings.SettingsCommand;
import org.leasehold.app.cli.simulate.SimulateCommand;
import org.leasehold.app.cli.storage.StorageCommand;
import org.leasehold.app.cli.vm.VmCommand;
import org.leasehold.app.cli.volume.VolumeCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `leasehold`: the root of the command tree.
@Command(
    name = "leasehold",
    description = "High availability for a handful of libvirt/KVM hosts, with no split brains.",
    mixinStandardHelpOptions = true,
    version = "leasehold 0.1.0",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      StatusCommand.class,
      ConnectCommand.class,
      HostCommand.class,
      StorageCommand.class,
      VmCommand.class,
      IncidentCommand.class,
      EventsCommand.class,
      PauseCommand.class,
      ResumeCommand.class,
      SettingsCommand.class,
      DocumentCommand.class,
      RunCommand.class,
      NotifyTestCommand.class,
      JournalCommand.class,
      DemoCommand.class,
      ConsoleCommand.class,
      VolumeCommand.class,
      SimulateCommand.class
    },
    footer = {
      "",
      "Exit codes: 0 done, 1 findings, 2 usage, 3 unreadable or unreachable,",
      "            4 refused for safety, 5 timed out.",
      "",
      "Example:",
      "  leasehold status"
    })
public final class Leasehold implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "say which command you want");
  }
}
