package org.leasehold.agent.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.leasehold.agent.install.Installation;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.HostInstall;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `leasehold-agent uninstall`: the host's side of `leasehold host uninstall`.
@Command(
    name = "uninstall",
    description = {
      "Take away what `install` has made on this host. The order comes as JSON on the input, what",
      "was done is printed as JSON. Refused while the host is in a lockspace."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  leasehold-agent uninstall < order.json"})
final class UninstallCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException, InterruptedException {
    try {
      var order = InstallInput.read(HostInstall.Order.class);
      return InstallInput.told(spec, Installation.ofThisHost().uninstall(order.dryRun()));
    } catch (CallException e) {
      spec.commandLine().getErr().println(e.sentence());
      return ExitCode.USAGE;
    }
  }
}
