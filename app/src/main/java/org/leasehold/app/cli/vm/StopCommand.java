package org.leasehold.app.cli.vm;

import org.leasehold.app.cli.ExitCode;
import org.leasehold.app.cli.Question;
import org.leasehold.app.cli.cluster.EngineCommand;
import org.leasehold.app.cli.cluster.Names;
import org.leasehold.core.engine.Request;
import org.leasehold.core.monitor.EngineFace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `leasehold vm stop`: wanted off.
@Command(
    name = "stop",
    description = {"Shut a VM down and keep it off. --now pulls its plug."},
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  leasehold vm stop web"})
final class StopCommand extends EngineCommand {
  @Parameters(index = "0", paramLabel = "VM", description = "name of the VM")
  private String name = "";

  @Option(names = "--now", description = "at once, without asking the guest")
  private boolean now;

  @Mixin private Question question = new Question();

  @Override
  protected int run(EngineFace face, Names names) throws Exception {
    var vm = names.vm(name);
    var effect =
        now
            ? "%s loses its power; what the guest has not written is lost".formatted(name)
            : "%s is asked to shut down, and stays off".formatted(name);
    if (!question.confirmed(effect)) return ExitCode.DONE.number();
    return ask(face, new Request.StopVm(vm.id(), !now));
  }
}
