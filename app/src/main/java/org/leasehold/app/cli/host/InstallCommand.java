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

/// `leasehold host install`: agent, guard, hook, keys and units on a host.
@Command(
    name = "install",
    description = {
      "Install the agent on a host, through your own SSH login as root: programs, user, keys, units,",
      "libvirt hook. Shows what it will do and asks; what is there already is left. Also to update.",
      "`host add --install` does this and takes the host into the cluster. Undo: `host uninstall`."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  leasehold host install kvm1 --address 192.0.2.11"})
final class InstallCommand implements Callable<Integer> {
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
    var programs = root.programs();
    var pinned = destination.pinned(name, root::look, question);
    var refused = pinned.answer();
    if (refused != null) return Told.tell(spec, json, refused);
    var address = pinned.address();
    if (address == null) return ExitCode.DONE.number();
    var out = json ? new PrintWriter(PrintWriter.nullWriter()) : spec.commandLine().getOut();
    try (var login = root.open(address)) {
      return Told.tell(
          spec,
          json,
          new RemoteInstall(new RemoteSteps(name, login, out, question))
              .install(programs, root.engineKeys(login), root.unknownStorage()));
    }
  }
}
