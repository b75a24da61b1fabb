package org.leasehold.agent.cli;

import java.io.IOException;
import org.leasehold.agent.install.EngineInstallation;
import org.leasehold.core.protocol.HostInstall;
import picocli.CommandLine.Command;

/// `leasehold-agent uninstall-engine`: the host's side of `leasehold engine uninstall`.
@Command(
    name = "uninstall-engine",
    description = {
      "Take away what `install-engine` has made, with the engine's journal. The order comes as",
      "JSON on the input, what was done is printed as JSON. `leasehold engine uninstall` runs it."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  leasehold-agent uninstall-engine < order.json"})
final class UninstallEngineCommand extends OrderCommand<HostInstall.EngineOrder> {
  UninstallEngineCommand() {
    super(HostInstall.EngineOrder.class);
  }

  @Override
  int carryOut(HostInstall.EngineOrder order) throws IOException, InterruptedException {
    return told(EngineInstallation.ofThisHost().uninstall(order.dryRun()));
  }
}
