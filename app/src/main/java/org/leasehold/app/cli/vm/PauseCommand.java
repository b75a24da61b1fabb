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

/// `leasehold vm pause`: its processors stand still.
@Command(
    name = "pause",
    description = {
      "Stop the processors of a VM. It gives its lease up meanwhile, and its guest answers nobody;",
      "nobody starts it elsewhere for that. Resume it with: leasehold vm resume VM"
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  leasehold vm pause web"})
final class PauseCommand extends EngineCommand {
  @Parameters(index = "0", paramLabel = "VM", description = "name of the VM")
  private String name = "";

  @Mixin private Question question = new Question();

  @Override
  protected int run(EngineFace face, Names names) throws Exception {
    var vm = names.vm(name);
    if (!question.confirmed(
        "%s stands still, and its guest answers nobody, until it is resumed".formatted(name))) {
      return ExitCode.DONE.number();
    }
    return ask(face, new Operation.PauseVm(vm.id()));
  }
}
