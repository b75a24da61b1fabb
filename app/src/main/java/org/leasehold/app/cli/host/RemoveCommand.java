package org.leasehold.app.cli.host;

import org.leasehold.app.cli.ExitCode;
import org.leasehold.app.cli.Question;
import org.leasehold.app.cli.cluster.EngineCommand;
import org.leasehold.app.cli.cluster.Names;
import org.leasehold.core.monitor.EngineFace;
import org.leasehold.core.monitor.Operation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `leasehold host remove`: a host leaves the cluster.
@Command(
    name = "remove",
    description = {
      "Let a host in maintenance leave its lockspaces and forget it. Its host id is never given again."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  leasehold host remove kvm3"})
final class RemoveCommand extends EngineCommand {
  @Parameters(index = "0", paramLabel = "HOST", description = "name of the host")
  private String name = "";

  @Mixin private Question question = new Question();

  @Override
  protected int run(EngineFace face, Names names) throws Exception {
    var host = names.host(name);
    if (!question.confirmed(name + " leaves the cluster; no VM can run there any more")) {
      return ExitCode.DONE.number();
    }
    return ask(face, new Operation.RemoveHost(host.id()));
  }
}
