package org.leasehold.agent.cli;

import java.io.IOException;
import org.leasehold.agent.install.EngineInstallation;
import org.leasehold.core.protocol.HostInstall;
import picocli.CommandLine.Command;

/// `leasehold-agent install-engine`: the host's side of `leasehold engine install`.
@Command(
    name = "install-engine",
    description = {
      "Install an engine as a service on this host, from programs unpacked beforehand. The order comes as",
      "JSON on the input, what was done is printed as JSON. `leasehold engine install` runs it."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  leasehold-agent install-engine < order.json"})
final class InstallEngineCommand extends OrderCommand<HostInstall.EngineOrder> {
  InstallEngineCommand() {
    super(HostInstall.EngineOrder.class);
  }

  @Override
  int carryOut(HostInstall.EngineOrder order) throws IOException, InterruptedException {
    return told(EngineInstallation.ofThisHost().install(order));
  }
}
