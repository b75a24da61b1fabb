package org.leasehold.app.cli.power;

import org.leasehold.app.cli.ExitCode;
import org.leasehold.app.cli.Question;
import org.leasehold.app.cli.cluster.EngineCommand;
import org.leasehold.app.cli.cluster.Names;
import org.leasehold.core.engine.Request;
import org.leasehold.core.monitor.EngineFace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `leasehold host power enable`: its power may be switched again.
@Command(
    name = "enable",
    description = {"Let a host's power be switched when it is silent and its heartbeat stopped."},
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example:",
      "  leasehold host power enable kvm1",
      "",
      "For the whole cluster: leasehold settings treatment.powerFencing=true"
    })
final class EnableCommand extends EngineCommand {
  @Parameters(index = "0", paramLabel = "HOST", description = "name of the host")
  private String host = "";

  @Mixin private Question question = new Question();

  @Override
  protected int run(EngineFace face, Names names) throws Exception {
    var entry = names.host(host);
    if (entry.fence().devices().isEmpty()) {
      throw wrong(
          "%s has no power device: leasehold host power set %s"
              .formatted(entry.name(), entry.name()));
    }
    if (!question.confirmed("the power of %s may be switched".formatted(entry.name()))) {
      return ExitCode.DONE.number();
    }
    return ask(face, new Request.SetFence(entry.id(), entry.fence().enabled(true)));
  }
}
