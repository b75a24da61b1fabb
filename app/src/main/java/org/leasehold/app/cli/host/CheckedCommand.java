package org.leasehold.app.cli.host;

import org.leasehold.app.cli.ExitCode;
import org.leasehold.app.cli.Question;
import org.leasehold.app.cli.cluster.EngineCommand;
import org.leasehold.app.cli.cluster.Names;
import org.leasehold.core.engine.Request;
import org.leasehold.core.monitor.EngineFace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `leasehold host checked`: a person looked at a host where a start could not be proven.
@Command(
    name = "checked",
    description = {
      "Say that you looked at a host that is unfit, because a start's lease could not be proven there,",
      "and mended it. Until then nothing is started on it."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  leasehold host checked kvm1"})
final class CheckedCommand extends EngineCommand {
  @Parameters(index = "0", paramLabel = "HOST", description = "name of the host")
  private String name = "";

  @Mixin private Question question = new Question();

  @Override
  protected int run(EngineFace face, Names names) throws Exception {
    var host = names.host(name);
    if (!question.confirmed(name + " may start protected VMs again")) {
      return ExitCode.DONE.number();
    }
    return ask(face, new Request.HostChecked(host.id()));
  }
}
