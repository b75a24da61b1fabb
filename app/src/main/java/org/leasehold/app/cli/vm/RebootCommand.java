package org.leasehold.app.cli.vm;

import org.leasehold.app.cli.ExitCode;
import org.leasehold.app.cli.Question;
import org.leasehold.app.cli.cluster.EngineCommand;
import org.leasehold.app.cli.cluster.Names;
import org.leasehold.core.monitor.EngineFace;
import org.leasehold.core.monitor.Operation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `leasehold vm reboot`: a cold reboot.
@Command(
    name = "reboot",
    description = {
      "Shut the guest of a VM down and start the VM again, with its lease proven anew. Waits until it",
      "runs again. A guest that does not shut down within 180 s runs on."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  leasehold vm reboot web"})
final class RebootCommand extends EngineCommand {
  @Parameters(index = "0", paramLabel = "VM", description = "name of the VM")
  private String name = "";

  @Mixin private Question question = new Question();

  @Override
  protected int run(EngineFace face, Names names) throws Exception {
    var vm = names.vm(name);
    if (!question.confirmed("%s shuts down and is started again, where it fits".formatted(name))) {
      return ExitCode.DONE.number();
    }
    return ask(face, new Operation.RebootVm(vm.id()));
  }
}
