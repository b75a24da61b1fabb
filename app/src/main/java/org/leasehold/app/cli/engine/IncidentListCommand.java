package org.leasehold.app.cli.engine;

import java.time.Duration;
import org.leasehold.app.cli.ExitCode;
import org.leasehold.app.cli.Ink;
import org.leasehold.app.cli.Table;
import org.leasehold.app.cli.cluster.Clock;
import org.leasehold.app.cli.cluster.EngineCommand;
import org.leasehold.app.cli.cluster.Names;
import org.leasehold.core.monitor.EngineFace;
import org.leasehold.core.monitor.EngineTopic;
import picocli.CommandLine.Command;

/// `leasehold incident list`: newest first.
@Command(
    name = "list",
    description = {"Show incidents, newest first."},
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  leasehold incident list"})
final class IncidentListCommand extends EngineCommand {
  @Override
  protected int run(EngineFace face, Names names) throws Exception {
    var incidents = await(face.incidents(100), Duration.ofSeconds(20));
    if (json) {
      printJson(new EngineTopic.Incidents(incidents));
      return ExitCode.DONE.number();
    }
    var table = new Table("NUMBER", "OPENED", "CLOSED", "VMS", "WHAT");
    for (var one : incidents) {
      table.add(
          one.isOpen() ? Ink.Colour.BAD : Ink.Colour.QUIET,
          2,
          String.valueOf(one.number()),
          Clock.date(one.openedMillis()),
          one.isOpen() ? "open" : Clock.date(one.closedMillis()),
          String.valueOf(one.vms().size()),
          one.title());
    }
    if (incidents.isEmpty()) out().println("no incident");
    else table.lines(Ink.ofThisTerminal()).forEach(out()::println);
    return ExitCode.DONE.number();
  }
}
