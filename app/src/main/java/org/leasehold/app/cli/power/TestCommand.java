package org.leasehold.app.cli.power;

import org.leasehold.app.cli.cluster.EngineCommand;
import org.leasehold.app.cli.cluster.Names;
import org.leasehold.core.monitor.EngineFace;
import org.leasehold.core.monitor.Operation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `leasehold host power test`: asks the devices, switches nothing.
@Command(
    name = "test",
    description = {
      "Ask every power device of a host for its state, through every other host. Switches nothing."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  leasehold host power test kvm1"})
final class TestCommand extends EngineCommand {
  @Parameters(index = "0", paramLabel = "HOST", description = "name of the host")
  private String host = "";

  @Override
  protected int run(EngineFace face, Names names) throws Exception {
    return ask(face, new Operation.TestPower(names.host(host).id()));
  }
}
