package org.leasehold.app.cli.journal;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.leasehold.app.cli.ExitCode;
import org.leasehold.core.journal.Replay;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `leasehold journal replay`: decides a story again and compares.
@Command(
    name = "replay",
    description = {
      "Let the engine of this program decide an exported story again, and compare every line.",
      "Touches no host. Exit code 0 where all is the same, 1 where something is decided otherwise."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  leasehold journal replay incident-12"})
final class ReplayCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FOLDER", description = "made by 'journal export'")
  private Path folder = Path.of("");

  @Option(names = "--json", description = "print one JSON object")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    var result = Replay.of(folder);
    var out = spec.commandLine().getOut();
    if (json) {
      out.println(json(result));
    } else {
      out.printf("%d inputs decided again, %d lines the same%n", result.inputs(), result.lines());
      for (var one : result.differences()) {
        out.printf("run %d, decided by %s:%n", one.run(), one.version());
        out.printf("  then %s%n  now  %s%n", one.then(), one.now());
      }
    }
    out.flush();
    boolean same = result.differences().isEmpty();
    return (same ? ExitCode.DONE : ExitCode.FINDINGS).number();
  }

  private static JsonObject json(Replay.Result result) {
    var object = new JsonObject();
    object.addProperty("inputs", result.inputs());
    object.addProperty("lines", result.lines());
    var differences = new JsonArray();
    for (var one : result.differences()) {
      var difference = new JsonObject();
      difference.addProperty("run", one.run());
      difference.addProperty("version", one.version());
      difference.addProperty("then", one.then());
      difference.addProperty("now", one.now());
      differences.add(difference);
    }
    object.add("differences", differences);
    return object;
  }
}
