package org.leasehold.app.cli.host;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.cli.ExitCode;
import org.leasehold.app.cli.Question;
import org.leasehold.app.cli.cluster.Told;
import org.leasehold.app.engine.EnginePlaces;
import org.leasehold.app.engine.HeadlessEngine;
import org.leasehold.app.engine.KnownCluster;
import org.leasehold.core.model.ClusterDocument;
import org.leasehold.core.model.HostAddress;
import org.leasehold.core.monitor.AgentVisit;
import org.leasehold.core.monitor.Answer;
import org.leasehold.core.protocol.ClusterTopic;
import org.leasehold.core.protocol.HostTopic;
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
    var usual = Path.of(System.getProperty("user.home", "/"), ".ssh");
    var dialer = HeadlessEngine.dialer(folder == null ? usual : folder, _ -> null);
    var pinned = destination.pinned(name, at -> dialer.dial(at, "").look(), question);
    var refused = pinned.answer();
    if (refused != null) return Told.tell(spec, json, refused);
    var at = pinned.address();
    if (at == null) return ExitCode.DONE.number();
    var address = new HostAddress(at.destination(), at.port(), user, at.hostKeys());
    try (var visit = AgentVisit.open(dialer.dial(address, "attach"), name, "leasehold connect")) {
      var kept = visit.ask(ClusterTopic.GET_DOCUMENT, new HostTopic.Nothing());
      return Told.tell(spec, json, known(kept.document()));
    }
  }

  private Answer known(@Nullable ClusterDocument document) throws IOException {
    if (document == null || document.hosts().isEmpty()) {
      return new Answer.Refused(
          "%s has an agent and is in no cluster; make one: `leasehold engine`, then `leasehold host add %s`"
              .formatted(name, name));
    }
    var places = EnginePlaces.ofThisUser();
    var known = new KnownCluster(places);
    var before = known.read();
    if (before.isPresent() && document.isForeignTo(before.get().document())) {
      return new Answer.Refused(
          "this user is connected to another cluster (of %d hosts); to change, move %s away first"
              .formatted(before.get().document().hosts().size(), places.state()));
    }
    var newest =
        before
            .map(KnownCluster.Content::document)
            .filter(one -> one.isNewerThan(document))
            .orElse(document);
    known.write(
        new KnownCluster.Content(
            folder == null ? "" : folder.toAbsolutePath().normalize().toString(), newest));
    return new Answer.Done(
        "%s knows a cluster of %d hosts, %d stores and %d VMs (document %s, revision %d); now: leasehold status"
            .formatted(
                name,
                newest.hosts().size(),
                newest.stores().size(),
                newest.vms().size(),
                newest.epoch(),
                newest.revision()));
  }
}
