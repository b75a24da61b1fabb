package org.leasehold.agent.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.leasehold.agent.install.EngineKeys;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.HostInstall;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `leasehold-agent engine-keys`: lets keys of engines log in to this host, or lets them out.
@Command(
    name = "engine-keys",
    description = {
      "Let keys of engines log in to this host for the forced command, or no longer. The order comes",
      "as JSON on the input. `leasehold engine install` and `uninstall` run it on every host."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  leasehold-agent engine-keys < order.json"})
final class EngineKeysCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    try {
      var order = InstallInput.read(HostInstall.KeysOrder.class);
      return InstallInput.told(spec, EngineKeys.ofThisHost().change(order));
    } catch (CallException e) {
      spec.commandLine().getErr().println(e.sentence());
      return ExitCode.USAGE;
    }
  }
}
