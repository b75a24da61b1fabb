package org.leasehold.agent.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.leasehold.agent.install.EngineInstallation;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.HostInstall;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `leasehold-agent uninstall-engine`: the host's side of `leasehold engine uninstall`.
@Command(
    name = "uninstall-engine",
    description = {
      "Take away what `install-engine` has made, with the engine's journal. The order comes as",
      "JSON on the input, what was done is printed as JSON. `leasehold engine uninstall` runs it."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  leasehold-agent uninstall-engine < order.json"})
final class UninstallEngineCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException, InterruptedException {
    try {
      var order = InstallInput.read(HostInstall.EngineOrder.class);
      return InstallInput.told(spec, EngineInstallation.ofThisHost().uninstall(order.dryRun()));
    } catch (CallException e) {
      spec.commandLine().getErr().println(e.sentence());
      return ExitCode.USAGE;
    }
  }
}
