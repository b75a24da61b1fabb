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

/// `leasehold host power disable`: its power is left alone; its devices stay set up.
@Command(
    name = "disable",
    description = {"Leave a host's power alone, whatever happens. Its devices stay set up."},
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example:",
      "  leasehold host power disable kvm1",
      "",
      "For the whole cluster: leasehold settings treatment.powerFencing=false"
    })
final class DisableCommand extends EngineCommand {
  @Parameters(index = "0", paramLabel = "HOST", description = "name of the host")
  private String host = "";

  @Mixin private Question question = new Question();

  @Override
  protected int run(EngineFace face, Names names) throws Exception {
    var entry = names.host(host);
    if (!question.confirmed(
        "nobody switches the power of %s but by hand; its VMs come back all the same"
            .formatted(entry.name()))) {
      return ExitCode.DONE.number();
    }
    return ask(face, new Request.SetFence(entry.id(), entry.fence().enabled(false)));
  }
}
