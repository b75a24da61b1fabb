package org.leasehold.app.cli.host;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.cli.ExitCode;
import org.leasehold.app.cli.Question;
import org.leasehold.app.cli.cluster.Told;
import org.leasehold.app.engine.Introduction;
import org.leasehold.core.model.HostAddress;
import org.leasehold.core.monitor.Answer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `leasehold connect`: a machine that knows nothing gets a whole cluster from one of its hosts.
@Command(
    name = "connect",
    description = {
      "Get to know a cluster through one login to one of its hosts: hosts with their pinned keys,",
      "storage, VMs. Afterwards all commands and the console find the engine that acts on a host,",
      "and `leasehold engine` on this machine can watch the cluster, or act when nobody else does.",
      "Changes nothing on the host."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  leasehold connect kvm1 --address 192.0.2.11"})
public final class ConnectCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "HOST", description = "name of the host")
  private String name = "";

  @Mixin private Destination destination = new Destination();

  @Option(
      names = "--user",
      paramLabel = "USER",
      description = "who logs in (default: ${DEFAULT-VALUE})")
  private String user = "leasehold";

  @Option(
      names = "--ssh-dir",
      paramLabel = "DIR",
      description = "folder of your SSH keys and `config` (default: ~/.ssh); remembered")
  private @Nullable Path folder;

  @Mixin private Question question = new Question();

  @Option(names = "--json", description = "print JSON")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    var cluster = Introduction.ofThisUser(folder);
    var pinned = destination.pinned(name, at -> cluster.look(name, at), question);
    var refused = pinned.answer();
    if (refused != null) return Told.tell(spec, json, refused);
    var at = pinned.address();
    if (at == null) return ExitCode.DONE.number();
    var address = new HostAddress(at.destination(), at.port(), user, at.hostKeys());
    var answer = cluster.connect(name, address);
    return Told.tell(
        spec,
        json,
        answer instanceof Answer.Done done
            ? new Answer.Done(done.text() + "; now: leasehold status")
            : answer);
  }
}
