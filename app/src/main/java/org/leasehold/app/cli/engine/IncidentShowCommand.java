package org.leasehold.app.cli.engine;

import java.time.Duration;
import org.leasehold.app.cli.ExitCode;
import org.leasehold.app.cli.cluster.Clock;
import org.leasehold.app.cli.cluster.EngineCommand;
import org.leasehold.app.cli.cluster.Names;
import org.leasehold.core.monitor.EngineFace;
import org.leasehold.core.monitor.Incident;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `leasehold incident show`: one incident with its proof.
@Command(
    name = "show",
    description = {"Show one incident: what happened to each VM with the proof, and the timeline."},
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  leasehold incident show 12"})
final class IncidentShowCommand extends EngineCommand {
  @Parameters(index = "0", paramLabel = "NUMBER", description = "as `incident list` shows it")
  private long number;

  @Override
  protected int run(EngineFace face, Names names) throws Exception {
    for (var one : await(face.incidents(1000), Duration.ofSeconds(20))) {
      if (one.number() != number) continue;
      if (json) printJson(one);
      else print(one, names);
      return ExitCode.DONE.number();
    }
    throw wrong("no incident " + number + "; `leasehold incident list` shows them");
  }

  private void print(Incident one, Names names) {
    out().println("incident %d: %s".formatted(one.number(), one.title()));
    out()
        .println(
            "  %s to %s"
                .formatted(
                    Clock.date(one.openedMillis()),
                    one.isOpen() ? "now, still open" : Clock.date(one.closedMillis())));
    for (var vm : one.vms()) {
      out().println();
      out().println("%s: %s -> %s".formatted(vm.name(), names.of(vm.from()), names.of(vm.to())));
      line("owner", vm.owner());
      line("evidence", vm.evidence());
      if (vm.earliestMillis() > 0) {
        line(
            "predicted",
            "between %s and %s"
                .formatted(Clock.time(vm.earliestMillis()), Clock.time(vm.latestMillis())));
      }
      if (vm.askedMillis() > 0) line("start asked", Clock.time(vm.askedMillis()));
      if (vm.runningMillis() > 0) line("running", Clock.time(vm.runningMillis()));
      line("not started", vm.failed());
    }
    out().println();
    for (var event : one.timeline()) {
      out()
          .println(
              "%s  %s: %s  %s"
                  .formatted(
                      Clock.time(event.wallMillis()),
                      event.subject(),
                      event.what(),
                      event.because()));
    }
  }

  private void line(String what, String text) {
    if (!text.isEmpty()) out().println("  %-12s %s".formatted(what, text));
  }
}
