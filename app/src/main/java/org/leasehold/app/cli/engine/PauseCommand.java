package org.leasehold.app.cli.engine;

import org.leasehold.app.cli.ExitCode;
import org.leasehold.app.cli.Question;
import org.leasehold.app.cli.cluster.EngineCommand;
import org.leasehold.app.cli.cluster.Names;
import org.leasehold.core.engine.Request;
import org.leasehold.core.monitor.EngineFace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `leasehold pause`: the engine watches but does not act.
@Command(
    name = "pause",
    description = {
      "Let the engine watch but not act, for a time and with a reason everybody sees."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  leasehold pause --reason \"switch update\" --minutes 30"})
public final class PauseCommand extends EngineCommand {
  @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "why")
  private String reason = "";

  @Option(
      names = "--minutes",
      paramLabel = "MINUTES",
      required = true,
      description = "ends by itself after this, 1 to 10080")
  private int minutes;

  @Mixin private Question question = new Question();

  @Override
  protected int run(EngineFace face, Names names) throws Exception {
    if (!question.confirmed("nobody restarts VMs for %d minutes".formatted(minutes))) {
      return ExitCode.DONE.number();
    }
    return ask(face, new Request.PauseHa(reason, minutes));
  }
}
