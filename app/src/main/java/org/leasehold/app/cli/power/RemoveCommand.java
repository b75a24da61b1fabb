package org.leasehold.app.cli.power;

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

/// `leasehold host power remove`: one power device is forgotten, and its password with it.
@Command(
    name = "remove",
    description = {"Forget a power device of a host; the hosts forget its password."},
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  leasehold host power remove kvm1 --name pdu1"})
final class RemoveCommand extends EngineCommand {
  @Parameters(index = "0", paramLabel = "HOST", description = "name of the host")
  private String host = "";

  @Option(
      names = "--name",
      paramLabel = "NAME",
      defaultValue = "bmc",
      description = "which device (default: ${DEFAULT-VALUE})")
  private String name = "";

  @Mixin private Question question = new Question();

  @Override
  protected int run(EngineFace face, Names names) throws Exception {
    var entry = names.host(host);
    var fence = entry.fence();
    var known = fence.devices().stream().map(device -> device.name()).toList();
    if (!known.contains(name)) {
      throw wrong(
          known.isEmpty()
              ? entry.name() + " has no power device"
              : "%s has no device '%s'; there are: %s"
                  .formatted(entry.name(), name, String.join(", ", known)));
    }
    if (!question.confirmed("%s of %s is forgotten".formatted(name, entry.name()))) {
      return ExitCode.DONE.number();
    }
    return ask(face, new Request.SetFence(entry.id(), fence.without(name)));
  }
}
