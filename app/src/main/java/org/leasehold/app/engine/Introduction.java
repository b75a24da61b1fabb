package org.leasehold.app.engine;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.link.Dial;
import org.leasehold.core.link.HostKey;
import org.leasehold.core.link.LinkException;
import org.leasehold.core.model.ClusterDocument;
import org.leasehold.core.model.HostAddress;
import org.leasehold.core.model.HostEntry;
import org.leasehold.core.monitor.AgentVisit;
import org.leasehold.core.monitor.Answer;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.ClusterTopic;
import org.leasehold.core.protocol.HostTopic;

/// A machine that knows nothing gets a whole cluster from one of its hosts: first the key it shows
/// is looked at and compared by a person, then one login brings the document. Changes nothing on
/// the host. Behind `leasehold connect` and the window's "Connect to a cluster".
///
/// @param places of the engine of the person who connects; the cluster is remembered there
/// @param way to a host's agent
/// @param sshFolder remembered as the folder of the keys; empty for `~/.ssh`
public record Introduction(EnginePlaces places, Way way, String sshFolder) {
  /// How a host is reached: SSH in earnest.
  public interface Way {
    /// The key a host shows; no login.
    HostKey look(HostAddress address) throws LinkException;

    /// The agent behind a login.
    Dial agent(HostAddress pinned);
  }

  /// @param folder of SSH keys and configuration; null for `~/.ssh`
  public static Introduction ofThisUser(@Nullable Path folder) {
    var usual = Path.of(System.getProperty("user.home", "/"), ".ssh");
    var dialer = HeadlessEngine.dialer(folder == null ? usual : folder, _ -> null);
    var way =
        new Way() {
          @Override
          public HostKey look(HostAddress address) throws LinkException {
            return dialer.dial(address, "").look();
          }

          @Override
          public Dial agent(HostAddress pinned) {
            return dialer.dial(pinned, "attach");
          }
        };
    return new Introduction(
        EnginePlaces.ofThisUser(),
        way,
        folder == null ? "" : folder.toAbsolutePath().normalize().toString());
  }

  /// The key a host shows, for a person to compare.
  ///
  /// @param name of the host, for people
  /// @throws LinkException also where the cluster known here has another key of that host
  public HostKey look(String name, HostAddress at) throws LinkException, IOException {
    var shown = way.look(at);
    var known = new KnownCluster(places).read().map(KnownCluster.Content::document);
    if (known.isEmpty()) return shown;
    for (var host : known.get().hosts().values()) {
      var pinned = host.address().hostKeys();
      if (!isMeant(host, name, at) || pinned.isEmpty() || pinned.contains(shown.toString())) {
        continue;
      }
      throw new LinkException(
          LinkException.Kind.HOST_KEY_CHANGED,
          "%s shows another key than the enrolled one: %s, not %s. Somebody else may answer in its place; if the host was enrolled anew, connect through another host of the cluster"
              .formatted(
                  host.name(),
                  shown.fingerprint(),
                  pinned.stream().map(key -> HostKey.parse(key).fingerprint()).toList()));
    }
    return shown;
  }

  /// The same as `TYPE BASE64`.
  public String shownKey(String name, HostAddress at) throws LinkException, IOException {
    return look(name, at).toString();
  }

  private static boolean isMeant(HostEntry host, String name, HostAddress at) {
    var its = host.address();
    return host.name().equals(name)
        || (its.destination().equals(at.destination()) && its.port() == at.port());
  }

  /// Gets the cluster's document from a host and remembers it.
  ///
  /// @param pinned with the key that a person confirmed
  /// @throws LinkException where no agent answers, with the reason
  public Answer connect(String name, HostAddress pinned)
      throws LinkException, CallException, IOException, InterruptedException {
    try (var visit = AgentVisit.open(way.agent(pinned), name, "leasehold connect")) {
      return known(name, visit.ask(ClusterTopic.GET_DOCUMENT, new HostTopic.Nothing()).document());
    }
  }

  private Answer known(String name, @Nullable ClusterDocument document) throws IOException {
    if (document == null || document.hosts().isEmpty()) {
      return new Answer.Refused(
          "%s has an agent and is in no cluster; make one: `leasehold engine`, then `leasehold host add %s`"
              .formatted(name, name));
    }
    var known = new KnownCluster(places);
    var before = known.read().map(KnownCluster.Content::document);
    if (before.isPresent() && document.isForeignTo(before.get())) {
      return new Answer.Refused(
          "this user is connected to another cluster (of %d hosts); to change, move %s away first"
              .formatted(before.get().hosts().size(), places.state()));
    }
    var newest = before.filter(one -> one.isNewerThan(document)).orElse(document);
    known.write(new KnownCluster.Content(sshFolder, newest));
    return new Answer.Done(
        "%s knows a cluster of %d hosts, %d stores and %d VMs (document %s, revision %d)"
            .formatted(
                name,
                newest.hosts().size(),
                newest.stores().size(),
                newest.vms().size(),
                newest.epoch(),
                newest.revision()));
  }
}
