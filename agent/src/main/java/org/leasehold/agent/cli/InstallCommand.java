package org.leasehold.agent.cli;

import java.io.IOException;
import org.leasehold.agent.install.Installation;
import org.leasehold.core.protocol.HostInstall;
import picocli.CommandLine.Command;

/// `leasehold-agent install`: the host's side of `leasehold host install`.
@Command(
    name = "install",
    description = {
      "Install this image on this host: user, keys, units, hook. The order comes as JSON on the",
      "input, what was done is printed as JSON. `leasehold host install` runs it."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  leasehold-agent install < order.json"})
final class InstallCommand extends OrderCommand<HostInstall.Order> {
  InstallCommand() {
    super(HostInstall.Order.class);
  }

  @Override
  int carryOut(HostInstall.Order order) throws IOException, InterruptedException {
    return told(Installation.ofThisHost().install(order));
  }
}
