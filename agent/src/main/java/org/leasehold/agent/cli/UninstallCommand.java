package org.leasehold.agent.cli;

import java.io.IOException;
import org.leasehold.agent.install.Installation;
import org.leasehold.core.protocol.HostInstall;
import picocli.CommandLine.Command;

/// `leasehold-agent uninstall`: the host's side of `leasehold host uninstall`.
@Command(
    name = "uninstall",
    description = {
      "Take away what `install` has made on this host. The order comes as JSON on the input, what",
      "was done is printed as JSON. Refused while the host is in a lockspace."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  leasehold-agent uninstall < order.json"})
final class UninstallCommand extends OrderCommand<HostInstall.Order> {
  UninstallCommand() {
    super(HostInstall.Order.class);
  }

  @Override
  int carryOut(HostInstall.Order order) throws IOException, InterruptedException {
    return told(Installation.ofThisHost().uninstall(order.dryRun()));
  }
}
