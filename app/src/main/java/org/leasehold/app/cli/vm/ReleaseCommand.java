package org.leasehold.app.cli.vm;

import org.leasehold.app.cli.ExitCode;
import org.leasehold.app.cli.Question;
import org.leasehold.app.cli.cluster.EngineCommand;
import org.leasehold.app.cli.cluster.Names;
import org.leasehold.core.monitor.EngineFace;
import org.leasehold.core.monitor.Operation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `leasehold vm release`: a VM goes back to libvirt.
@Command(
    name = "release",
    description = {
      "Give a VM back to libvirt on one host: one that is up where it runs, and it runs on. Its"
          + " lease",
      "is taken from it and removed first, so that nothing can start it a second time."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  leasehold vm release web --on kvm1"})
final class ReleaseCommand extends EngineCommand {
  @Parameters(index = "0", paramLabel = "VM", description = "name of the VM")
  private String name = "";

  @Option(
      names = "--on",
      paramLabel = "HOST",
      required = true,
      description = "where it is defined again")
  private String on = "";

  @Mixin private Question question = new Question();

  @Override
  protected int run(EngineFace face, Names names) throws Exception {
    var vm = names.vm(name);
    var host = names.host(on);
    if (!question.confirmed(
        "%s loses its lease and its protection; %s alone knows it then".formatted(name, on))) {
      return ExitCode.DONE.number();
    }
    return ask(face, new Operation.Release(vm.id(), host.id()));
  }
}
