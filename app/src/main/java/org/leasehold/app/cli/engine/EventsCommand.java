package org.leasehold.app.cli.engine;

import java.time.Duration;
import org.leasehold.app.cli.ExitCode;
import org.leasehold.app.cli.Ink;
import org.leasehold.app.cli.cluster.Clock;
import org.leasehold.app.cli.cluster.EngineCommand;
import org.leasehold.app.cli.cluster.Names;
import org.leasehold.core.monitor.EngineFace;
import org.leasehold.core.monitor.EventLine;
import org.leasehold.core.protocol.Wire;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `leasehold events`: what happened, and why.
@Command(
    name = "events",
    description = {"Show what happened and why, oldest first; --follow goes on."},
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  leasehold events --follow"})
public final class EventsCommand extends EngineCommand {
  @Option(
      names = {"-f", "--follow"},
      description = "go on until Ctrl+C")
  private boolean follow;

  @Option(names = "--after", paramLabel = "NUMBER", description = "only events after this number")
  private long after;

  @Option(
      names = "--last",
      paramLabel = "COUNT",
      defaultValue = "50",
      description = "how many of the newest, 1 to 10000 (default: ${DEFAULT-VALUE})")
  private int last;

  @Override
  protected boolean follows() {
    return follow;
  }

  @Override
  protected int run(EngineFace face, Names names) throws Exception {
    if (last < 1 || last > 10_000) throw wrong("--last is 1 to 10000, not " + last);
    long from = after;
    if (from == 0) {
      var recent = face.latest().recent();
      long newest = recent.isEmpty() ? 0 : recent.getLast().number();
      from = Math.max(0, newest - last);
    }
    while (true) {
      for (var event : await(face.events(from, 1000), Duration.ofSeconds(20))) {
        print(event);
        from = event.number();
      }
      out().flush();
      if (!follow) return ExitCode.DONE.number();
      Thread.sleep(500);
    }
  }

  private void print(EventLine event) {
    if (json) {
      out().println(Wire.GSON.toJson(event));
      return;
    }
    var ink = Ink.ofThisTerminal();
    var colour =
        switch (event.severity()) {
          case INFO -> Ink.Colour.QUIET;
          case WARNING -> Ink.Colour.WARN;
          case ERROR, CRITICAL -> Ink.Colour.BAD;
        };
    out()
        .println(
            "%s  %s  %s%s"
                .formatted(
                    Clock.date(event.wallMillis()),
                    ink.paint(colour, event.subject() + ": " + event.what()),
                    event.because(),
                    event.incident() == 0 ? "" : "  [incident " + event.incident() + "]"));
  }
}
