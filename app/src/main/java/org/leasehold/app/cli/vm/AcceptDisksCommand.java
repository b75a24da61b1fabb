package org.leasehold.app.cli.vm;

import org.leasehold.app.cli.ExitCode;
import org.leasehold.app.cli.Question;
import org.leasehold.app.cli.cluster.EngineCommand;
import org.leasehold.app.cli.cluster.Names;
import org.leasehold.core.engine.Request;
import org.leasehold.core.monitor.EngineFace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `leasehold vm accept-disks`: a person's word about a VM that is held because of its disks (S5).
@Command(
    name = "accept-disks",
    description = {
      "Go on with the disks of the definition, although the VM last ran with others or with the host's",
      "page cache. Look at them first: what the old host had not written is lost, or still to come."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  leasehold vm accept-disks web"})
final class AcceptDisksCommand extends EngineCommand {
  @Parameters(index = "0", paramLabel = "VM", description = "name of the VM")
  private String name = "";

  @Mixin private Question question = new Question();

  @Override
  protected int run(EngineFace face, Names names) throws Exception {
    var vm = names.vm(name);
    var effect =
        "%s starts with %s, whatever it had when it was last seen"
            .formatted(name, String.join(", ", vm.disks().sources()));
    if (!question.confirmed(effect)) return ExitCode.DONE.number();
    return ask(face, new Request.AcceptDisks(vm.id()));
  }
}
