package org.leasehold.agent.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.leasehold.agent.check.HostCheck;
import org.leasehold.core.protocol.Wire;
import org.leasehold.core.sanlock.Patience;
import org.leasehold.core.sanlock.SocketSanlockClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `leasehold-agent check`: what is missing or dangerous on this host.
@Command(
    name = "check",
    description = {
      "Say what is missing or dangerous on this host, with the fix. Changes nothing.",
      "Ends with 1 if there is anything to say."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  leasehold-agent check --json"})
final class CheckCommand implements Callable<Integer> {
  @Option(names = "--json", description = "one JSON object instead of text")
  private boolean json;

  @Option(
      names = "--sanlock-dir",
      paramLabel = "DIR",
      description = "folder of the sanlock daemon's socket (default: ${DEFAULT-VALUE})")
  private Path sanlock = SocketSanlockClient.RUN_DIR;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    var out = spec.commandLine().getOut();
    var found = new HostCheck(new SocketSanlockClient(sanlock, Patience.DEFAULT)).look();
    if (json) {
      out.println(Wire.GSON.toJson(found));
    } else {
      out.println(
          switch (found.grade()) {
            case WATCHDOG -> "protection: watchdog";
            case GUARD_ONLY -> "protection: lease guard only";
            case NOT_PROTECTED -> "protection: NONE";
          });
      for (var line : found.findings()) {
        out.println();
        out.println((line.grave() ? "GRAVE " : "note  ") + line.id() + ": " + line.what());
        out.println("      fix: " + line.fix());
      }
    }
    out.flush();
    return found.findings().isEmpty() ? ExitCode.DONE : ExitCode.FINDINGS;
  }
}
