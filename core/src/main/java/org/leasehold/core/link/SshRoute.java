package org.leasehold.core.link;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.sshd.client.config.hosts.ConfigFileHostEntryResolver;
import org.apache.sshd.client.config.hosts.HostConfigEntry;
import org.apache.sshd.client.config.hosts.KnownHostEntry;
import org.jspecify.annotations.Nullable;

/// The hops to a target, first to last, as `~/.ssh/config` says: `HostName`, `Port`, `User`,
/// `IdentityFile` and `ProxyJump` of its `Host` sections.
///
/// @see "ssh_config(5)"
public record SshRoute(List<SshLeg> legs) {
  private static final int PORT = 22;
  private static final int JUMPS_MAX = 8;
  private static final List<String> USUAL_KEYS = List.of("id_ed25519", "id_ecdsa", "id_rsa");

  public SshRoute {
    legs = List.copyOf(legs);
  }

  /// @param userName who runs this: the user where nobody says another
  public static SshRoute to(SshTarget target, SshConfiguration configuration, String userName)
      throws LinkException {
    var legs = new ArrayList<SshLeg>();
    var entry = entry(target.destination(), target.port(), target.user(), configuration);
    legs.add(leg(entry, target.destination(), userName, target.pinned(), true, configuration));
    var jumps = jumps(entry);
    for (int i = jumps.size() - 1; i >= 0; i--) {
      legs.addFirst(jump(jumps.get(i), configuration, userName));
    }
    return new SshRoute(legs);
  }

  private static List<String> jumps(HostConfigEntry entry) throws LinkException {
    var said = entry.getProxyJump();
    if (said == null || said.isBlank() || said.strip().equalsIgnoreCase("none")) return List.of();
    var jumps = List.of(said.strip().split("\\s*,\\s*"));
    if (jumps.size() > JUMPS_MAX) {
      throw bad("%d jumps to one host; at most %d".formatted(jumps.size(), JUMPS_MAX));
    }
    return jumps;
  }

  private static SshLeg jump(String spec, SshConfiguration configuration, String userName)
      throws LinkException {
    int at = spec.lastIndexOf('@');
    var user = at < 0 ? "" : spec.substring(0, at);
    var host = spec.substring(at + 1);
    int colon = host.lastIndexOf(':');
    int port = colon < 0 ? 0 : port(host.substring(colon + 1), spec);
    if (colon >= 0) host = host.substring(0, colon);
    var entry = entry(host, port, user, configuration);
    if (!jumps(entry).isEmpty()) {
      throw bad(
          "the jump host %s wants a jump of its own; name all in one ProxyJump".formatted(host));
    }
    var name = hostName(entry, host);
    var known = known(name, portOf(entry), configuration.knownHosts());
    if (known.isEmpty()) {
      throw new LinkException(
          LinkException.Kind.HOST_KEY_UNKNOWN,
          "%s has no key of the jump host %s; log in to it once with ssh and compare the fingerprint"
              .formatted(configuration.knownHosts(), name));
    }
    return leg(entry, host, userName, known, false, configuration);
  }

  private static int port(String text, String spec) throws LinkException {
    try {
      int port = Integer.parseInt(text);
      if (port >= 1 && port <= 65535) return port;
    } catch (NumberFormatException _) {
      // Said below.
    }
    throw bad("not a port in ProxyJump " + spec);
  }

  private static HostConfigEntry entry(
      String host, int port, String user, SshConfiguration configuration) throws LinkException {
    try {
      var found =
          new ConfigFileHostEntryResolver(configuration.config())
              .resolveEffectiveHost(host, port, null, user.isEmpty() ? null : user, null, null);
      return found == null
          ? new HostConfigEntry(host, host, port, user)
          : overridden(found, port, user);
    } catch (IOException | RuntimeException e) {
      throw new LinkException(
          LinkException.Kind.BAD_CONFIGURATION,
          "%s cannot be read: %s".formatted(configuration.config(), SshHop.reason(e)),
          e);
    }
  }

  private static HostConfigEntry overridden(HostConfigEntry entry, int port, String user) {
    if (port > 0) entry.setPort(port);
    if (!user.isEmpty()) entry.setUsername(user);
    return entry;
  }

  private static SshLeg leg(
      HostConfigEntry entry,
      String alias,
      String userName,
      List<HostKey> trusted,
      boolean pinned,
      SshConfiguration configuration) {
    var user = text(entry.getUsername()).orElse(userName);
    var host = hostName(entry, alias);
    int port = portOf(entry);
    return new SshLeg(host, port, user, identities(entry, configuration), trusted, pinned);
  }

  private static String hostName(HostConfigEntry entry, String alias) {
    return text(entry.getHostName()).map(name -> name.replace("%h", alias)).orElse(alias);
  }

  private static int portOf(HostConfigEntry entry) {
    return entry.getPort() > 0 ? entry.getPort() : PORT;
  }

  private static Optional<String> text(@Nullable String text) {
    return Optional.ofNullable(text).filter(some -> !some.isBlank());
  }

  /// Those of the configuration are resolved by its reader already.
  private static List<Path> identities(HostConfigEntry entry, SshConfiguration configuration) {
    var identities = new ArrayList<Path>();
    for (var said : entry.getIdentities()) identities.add(Path.of(said));
    if (identities.isEmpty()) {
      for (var usual : USUAL_KEYS) identities.add(configuration.folder().resolve(usual));
    }
    return identities.stream().filter(Files::isReadable).toList();
  }

  private static List<HostKey> known(String host, int port, Path knownHosts) throws LinkException {
    if (!Files.isReadable(knownHosts)) return List.of();
    var keys = new ArrayList<HostKey>();
    try {
      for (var entry : KnownHostEntry.readKnownHostEntries(knownHosts)) {
        if (entry.getMarker() != null || !entry.isHostMatch(host, port)) continue;
        keys.add(HostKey.of(entry.getKeyEntry().resolvePublicKey(null, null, null)));
      }
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      throw new LinkException(
          LinkException.Kind.BAD_CONFIGURATION,
          knownHosts + " cannot be read: " + SshHop.reason(e),
          e);
    }
    return keys;
  }

  private static LinkException bad(String sentence) {
    return new LinkException(LinkException.Kind.BAD_CONFIGURATION, sentence);
  }
}
