package org.leasehold.app.cli.vm;

import org.leasehold.app.cli.cluster.EngineCommand;
import org.leasehold.app.cli.cluster.Names;
import org.leasehold.core.monitor.EngineFace;
import org.leasehold.core.monitor.Operation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `leasehold vm resume`: it goes on.
@Command(
    name = "resume",
    description = {
      "Let a paused VM go on. Its host allows it only while the lease is as it was left; a copy that",
      "another host overtook is ended instead."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  leasehold vm resume web"})
final class ResumeCommand extends EngineCommand {
  @Parameters(index = "0", paramLabel = "VM", description = "name of the VM")
  private String name = "";

  @Override
  protected int run(EngineFace face, Names names) throws Exception {
    return ask(face, new Operation.ResumeVm(names.vm(name).id()));
  }
}
