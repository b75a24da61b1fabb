package org.leasehold.app.cli.host;

import java.io.PrintWriter;
import org.leasehold.app.cli.ExitCode;
import org.leasehold.app.cli.Question;
import org.leasehold.app.cli.cluster.EngineCommand;
import org.leasehold.app.cli.cluster.Names;
import org.leasehold.core.monitor.EngineFace;
import org.leasehold.core.monitor.Operation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `leasehold host remove`: a host leaves the cluster.
@Command(
    name = "remove",
    description = {
      "Let a host in maintenance leave its lockspaces and forget it. Its host id is never given again.",
      "One that is silent for good is removed once its VMs run elsewhere and `host confirm-rebooted` was",
      "said of it; if it comes back, `host add` takes it out of its lockspaces first."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  leasehold host remove kvm3"})
final class RemoveCommand extends EngineCommand {
  @Parameters(index = "0", paramLabel = "HOST", description = "name of the host")
  private String name = "";

  @Option(
      names = "--uninstall",
      description = "then take away what `host install` has put there, as root")
  private boolean uninstall;

  @Mixin private RootLogin root = new RootLogin();

  @Mixin private Question question = new Question();

  @Override
  protected int run(EngineFace face, Names names) throws Exception {
    var host = names.host(name);
    if (!question.confirmed(name + " leaves the cluster; no VM can run there any more")) {
      return ExitCode.DONE.number();
    }
    if (!uninstall) return ask(face, new Operation.RemoveHost(host.id()));
    // First of all: a removal without the login would end half-way.
    try (var login = root.open(host.address())) {
      int removed = ask(face, new Operation.RemoveHost(host.id()));
      if (removed != ExitCode.DONE.number()) return removed;
      var shown = json ? new PrintWriter(PrintWriter.nullWriter()) : out();
      return told(new RemoteInstall(new RemoteSteps(name, login, shown, question)).uninstall());
    }
  }
}
