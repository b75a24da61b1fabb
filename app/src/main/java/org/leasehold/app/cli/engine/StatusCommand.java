package org.leasehold.app.cli.engine;

import java.util.List;
import java.util.Locale;
import org.leasehold.app.cli.ExitCode;
import org.leasehold.app.cli.Ink;
import org.leasehold.app.cli.cluster.Clock;
import org.leasehold.app.cli.cluster.EngineCommand;
import org.leasehold.app.cli.cluster.HostView;
import org.leasehold.app.cli.cluster.Names;
import org.leasehold.app.cli.cluster.VmView;
import org.leasehold.core.monitor.EngineFace;
import picocli.CommandLine.Command;

/// `leasehold status`: the cluster on one page.
@Command(
    name = "status",
    description = {"Show the cluster on one page: who acts, incidents, hosts, VMs."},
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  leasehold status"})
public final class StatusCommand extends EngineCommand {
  record Status(
      String engine,
      String acting,
      String claim,
      long epoch,
      String pause,
      List<String> complaints,
      List<String> incidents,
      List<HostView> hosts,
      List<VmView> vms) {}

  @Override
  protected int run(EngineFace face, Names names) {
    var snapshot = face.latest();
    var state = snapshot.state();
    var pause = state.pause();
    var status =
        new Status(
            snapshot.engine(),
            snapshot.acting(),
            state.claim().name().toLowerCase(Locale.ROOT),
            state.epoch().value(),
            pause == null
                ? ""
                : "%s, by %s, until %s"
                    .formatted(
                        pause.reason(),
                        pause.by(),
                        Clock.time(snapshot.wallMillis(pause.untilNanos()))),
            snapshot.complaints(),
            snapshot.open().stream().map(one -> one.number() + " " + one.title()).toList(),
            HostView.all(snapshot),
            VmView.all(snapshot));
    if (json) printJson(status);
    else print(status);
    return (status.incidents().isEmpty() && status.complaints().isEmpty()
            ? ExitCode.DONE
            : ExitCode.FINDINGS)
        .number();
  }

  private void print(Status status) {
    var ink = Ink.ofThisTerminal();
    out()
        .println(
            "engine %s: %s, epoch %d".formatted(status.engine(), status.claim(), status.epoch()));
    if (!status.claim().equals("acting") && !status.acting().isEmpty())
      out().println("  " + status.acting());
    if (!status.pause().isEmpty()) {
      out().println(ink.paint(Ink.Colour.WARN, "HA is paused: " + status.pause()));
    }
    for (var complaint : status.complaints()) {
      out().println(ink.paint(Ink.Colour.BAD, "! " + complaint));
    }
    for (var incident : status.incidents()) {
      out().println(ink.paint(Ink.Colour.BAD, "incident " + incident));
    }
    out().println();
    HostView.table(status.hosts()).forEach(out()::println);
    out().println();
    VmView.table(status.vms()).forEach(out()::println);
  }
}
