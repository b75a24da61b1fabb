package org.leasehold.agent.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.leasehold.agent.install.EngineInstallation;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.HostInstall;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `leasehold-agent install-engine`: the host's side of `leasehold engine install`.
@Command(
    name = "install-engine",
    description = {
      "Install an engine as a service on this host, from programs unpacked beforehand. The order comes as",
      "JSON on the input, what was done is printed as JSON. `leasehold engine install` runs it."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  leasehold-agent install-engine < order.json"})
final class InstallEngineCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException, InterruptedException {
    try {
      var order = InstallInput.read(HostInstall.EngineOrder.class);
      return InstallInput.told(spec, EngineInstallation.ofThisHost().install(order));
    } catch (CallException e) {
      spec.commandLine().getErr().println(e.sentence());
      return ExitCode.USAGE;
    }
  }
}
