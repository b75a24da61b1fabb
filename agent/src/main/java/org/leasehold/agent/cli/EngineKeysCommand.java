package org.leasehold.agent.cli;

import java.io.IOException;
import org.leasehold.agent.install.EngineKeys;
import org.leasehold.core.protocol.HostInstall;
import picocli.CommandLine.Command;

/// `leasehold-agent engine-keys`: lets keys of engines log in to this host, or lets them out.
@Command(
    name = "engine-keys",
    description = {
      "Let keys of engines log in to this host for the forced command, or no longer. The order comes",
      "as JSON on the input. `leasehold engine install` and `uninstall` run it on every host."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  leasehold-agent engine-keys < order.json"})
final class EngineKeysCommand extends OrderCommand<HostInstall.KeysOrder> {
  EngineKeysCommand() {
    super(HostInstall.KeysOrder.class);
  }

  @Override
  int carryOut(HostInstall.KeysOrder order) throws IOException {
    return told(EngineKeys.ofThisHost().change(order));
  }
}
