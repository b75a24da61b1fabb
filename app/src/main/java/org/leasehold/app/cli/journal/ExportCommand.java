package org.leasehold.app.cli.journal;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.cli.ExitCode;
import org.leasehold.app.engine.EnginePlaces;
import org.leasehold.app.engine.JournalStories;
import org.leasehold.core.journal.JournalReader;
import org.leasehold.core.journal.StoryExport;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `leasehold journal export`: a stretch of the past as a story.
@Command(
    name = "export",
    description = {
      "Write what the engine was told and what it said, so that 'replay' can decide it again.",
      "Reads the journal of this machine, also while its engine runs. Whole quarters of an hour.",
      "It holds names, addresses and settings of the cluster, and no password."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  leasehold journal export --since 2h --out last-two-hours"})
final class ExportCommand implements Callable<Integer> {
  private static final Pattern AGE = Pattern.compile("(\\d{1,6})([smhd])");
  private static final Map<String, Duration> UNITS =
      Map.of(
          "s", Duration.ofSeconds(1),
          "m", Duration.ofMinutes(1),
          "h", Duration.ofHours(1),
          "d", Duration.ofDays(1));

  @ArgGroup private @Nullable Which which;

  /// At most one of them.
  static final class Which {
    @Option(
        names = "--incident",
        paramLabel = "NUMBER",
        description = "one incident, from 2 min before")
    private @Nullable Long incident;

    @Option(
        names = "--since",
        paramLabel = "AGE",
        description = "the last 90s, 30m, 2h, 1d (default: all that is kept)")
    private @Nullable String since;
  }

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      required = true,
      description = "a new or empty folder")
  private Path out = Path.of("");

  @Option(
      names = "--state-dir",
      paramLabel = "DIR",
      description = "folder of the journal (default: this user's state folder)")
  private @Nullable Path state;

  @Option(names = "--json", description = "print one JSON object")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    long now = System.currentTimeMillis();
    var journal = JournalReader.open(state == null ? EnginePlaces.ofThisUser().state() : state);
    long from = 0;
    long to = Long.MAX_VALUE;
    var number = which == null ? null : which.incident;
    var since = which == null ? null : which.since;
    if (number != null) {
      var incident = journal.incident(number);
      if (incident == null) throw wrong("there is no incident " + number);
      from = incident.openedMillis() - JournalStories.BEFORE.toMillis();
      to = incident.isOpen() ? now : incident.closedMillis();
    } else if (since != null) {
      from = now - age(since).toMillis();
    }
    var written = StoryExport.write(journal, from, to, out);
    print(written);
    return ExitCode.DONE.number();
  }

  private Duration age(String text) {
    var match = AGE.matcher(text);
    var unit = match.matches() ? UNITS.get(match.group(2)) : null;
    if (unit == null)
      throw wrong("--since '" + text + "' is not an age such as 90s, 30m, 2h or 1d");
    return unit.multipliedBy(Long.parseLong(match.group(1)));
  }

  private CommandLine.ParameterException wrong(String sentence) {
    return new CommandLine.ParameterException(spec.commandLine(), sentence);
  }

  private void print(StoryExport.Written written) {
    var to = spec.commandLine().getOut();
    if (json) {
      var object = new JsonObject();
      object.addProperty("folder", out.toString());
      object.addProperty("inputs", written.inputs());
      object.addProperty("lines", written.lines());
      to.println(object);
    } else {
      to.printf(
          "%s: %d inputs and %d lines; story.log is to be read, 'leasehold journal replay %s' decides it again%n",
          out, written.inputs(), written.lines(), out);
    }
    to.flush();
  }
}
