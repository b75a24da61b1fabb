package org.leasehold.app.cli.host;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.leasehold.app.cli.ExitCode;
import org.leasehold.app.cli.Question;
import org.leasehold.app.cli.cluster.Told;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `leasehold host uninstall`: takes away what `host install` has made.
@Command(
    name = "uninstall",
    description = {
      "Take away all that `host install` has put on a host; your own files stay as they were. Refused",
      "while the host is in a cluster: `host remove --uninstall` does both."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  leasehold host uninstall kvm3"})
final class UninstallCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "NAME", description = "name of the host")
  private String name = "";

  @Mixin private Destination destination = new Destination();
  @Mixin private RootLogin root = new RootLogin();
  @Mixin private Question question = new Question();

  @Option(names = "--json", description = "print JSON")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    var pinned = destination.pinned(name, root::look, question);
    var refused = pinned.answer();
    if (refused != null) return Told.tell(spec, json, refused);
    var address = pinned.address();
    if (address == null) return ExitCode.DONE.number();
    var out = json ? new PrintWriter(PrintWriter.nullWriter()) : spec.commandLine().getOut();
    try (var login = root.open(address)) {
      return Told.tell(
          spec, json, new RemoteInstall(new RemoteSteps(name, login, out, question)).uninstall());
    }
  }
}
