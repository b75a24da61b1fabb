package org.leasehold.app.cli.host;

import org.leasehold.app.cli.ExitCode;
import org.leasehold.app.cli.Question;
import org.leasehold.app.cli.cluster.EngineCommand;
import org.leasehold.app.cli.cluster.Names;
import org.leasehold.core.engine.Request;
import org.leasehold.core.model.HaMode;
import org.leasehold.core.model.HostEntry;
import org.leasehold.core.model.VmEntry;
import org.leasehold.core.monitor.EngineFace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `leasehold host confirm-rebooted`: a person says that a silent host was rebooted.
@Command(
    name = "confirm-rebooted",
    description = {
      "Say that a silent host has been rebooted. For VMs with a lease this only makes the engine look",
      "sooner: the lease decides. VMs without one are started elsewhere only with --type-name."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  leasehold host confirm-rebooted kvm1"})
final class ConfirmRebootedCommand extends EngineCommand {
  @Parameters(index = "0", paramLabel = "HOST", description = "name of the host")
  private String name = "";

  @Option(
      names = "--type-name",
      paramLabel = "HOST",
      description = "the host's name once more, for VMs without a lease: split brain possible")
  private String typed = "";

  @Mixin private Question question = new Question();

  @Override
  protected int run(EngineFace face, Names names) throws Exception {
    var host = names.host(name);
    var without =
        names.document().vms().values().stream()
            .filter(vm -> vm.mode() == HaMode.CONFIRM)
            .filter(vm -> runsOn(face, vm, host))
            .map(VmEntry::name)
            .toList();
    var effect =
        typed.isEmpty() || without.isEmpty()
            ? "the engine looks at the leases of %s at once; nothing else changes".formatted(name)
            : "%s have no lease and are started elsewhere: if %s still runs, they run twice"
                .formatted(String.join(", ", without), name);
    if (!question.confirmed(effect)) return ExitCode.DONE.number();
    return ask(face, new Request.ConfirmRebooted(host.id(), typed));
  }

  private static boolean runsOn(EngineFace face, VmEntry vm, HostEntry host) {
    var record = face.latest().state().vms().get(vm.id());
    return record != null && host.id().equals(record.host());
  }
}
