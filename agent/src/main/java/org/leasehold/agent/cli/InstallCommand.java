package org.leasehold.agent.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.leasehold.agent.install.Installation;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.HostInstall;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `leasehold-agent install`: the host's side of `leasehold host install`.
@Command(
    name = "install",
    description = {
      "Install this image on this host: user, keys, units, hook. The order comes as JSON on the",
      "input, what was done is printed as JSON. `leasehold host install` runs it."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  leasehold-agent install < order.json"})
final class InstallCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException, InterruptedException {
    try {
      var order = InstallInput.read(HostInstall.Order.class);
      return InstallInput.told(spec, Installation.ofThisHost().install(order));
    } catch (CallException e) {
      spec.commandLine().getErr().println(e.sentence());
      return ExitCode.USAGE;
    }
  }
}
