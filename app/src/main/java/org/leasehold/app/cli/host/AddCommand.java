package org.leasehold.app.cli.host;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import org.leasehold.app.cli.ExitCode;
import org.leasehold.app.cli.Question;
import org.leasehold.app.cli.cluster.EngineCommand;
import org.leasehold.app.cli.cluster.Names;
import org.leasehold.app.engine.LetIn;
import org.leasehold.core.link.HostKey;
import org.leasehold.core.model.HostAddress;
import org.leasehold.core.monitor.Answer;
import org.leasehold.core.monitor.EngineFace;
import org.leasehold.core.monitor.Operation;
import org.leasehold.core.protocol.HostTopic;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `leasehold host add`: a host joins the cluster.
@Command(
    name = "add",
    description = {
      "Take a host into the cluster; the SSH host key is shown and asked about. Its agent must"
          + " run:",
      "--install puts it there first. Then the host joins every store the cluster has."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  leasehold host add kvm1 --address 192.0.2.11 --install"})
final class AddCommand extends EngineCommand {
  @Parameters(index = "0", paramLabel = "NAME", description = "name of the host in the cluster")
  private String name = "";

  @Mixin private Destination destination = new Destination();

  @Option(
      names = "--user",
      paramLabel = "USER",
      description = "who logs in (default: ${DEFAULT-VALUE})")
  private String user = "leasehold";

  @Option(
      names = "--install",
      description = "first install the agent there, through your own SSH login as root")
  private boolean install;

  @Mixin private RootLogin root = new RootLogin();

  @Mixin private Question question = new Question();

  @Override
  protected int run(EngineFace face, Names names) throws Exception {
    var programs = install ? root.programs() : null;
    var pinned =
        destination.pinned(
            name, at -> HostKey.parse(await(face.hostKey(at), Duration.ofSeconds(60))), question);
    var refused = pinned.answer();
    if (refused != null) return told(refused);
    var address = pinned.address();
    if (address == null) return ExitCode.DONE.number();
    if (programs != null) {
      var installed = installed(face, programs, address);
      if (!(installed instanceof Answer.Done)) return told(installed);
      if (!json) out().println(installed.text());
    }
    return ask(
        face,
        new Operation.AddHost(
            name,
            new HostAddress(address.destination(), address.port(), user, address.hostKeys())));
  }

  private Answer installed(EngineFace face, Programs programs, HostAddress address)
      throws Exception {
    try (var login = root.open(address)) {
      var shown = json ? new PrintWriter(PrintWriter.nullWriter()) : out();
      var keys = new TreeSet<>(root.engineKeys(login));
      keys.addAll(await(LetIn.elsewhere(face), HostTopic.ACCESS.atMost()));
      return new RemoteInstall(new RemoteSteps(name, login, shown, question))
          .install(programs, List.copyOf(keys), root.unknownStorage());
    }
  }
}
