package org.leasehold.agent.install;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.leasehold.core.model.HostId;
import org.leasehold.core.protocol.HostTopic.PeerKey;

/// The lines of `authorized_keys`: each key has a forced command and nothing else. Lines that are
/// not ours stay as they are. Pure.
///
/// @see "sshd(8), AUTHORIZED_KEYS FILE FORMAT"
record AuthorizedKeys(List<String> lines) {
  private static final Pattern PEER =
      Pattern.compile(
          "restrict,command=\"[^\"]*\" (\\S+ \\S+) leasehold-migration host ([0-9]{1,4})");

  private static final Pattern ENGINE =
      Pattern.compile("restrict,command=\"[^\"]*\" (\\S+ \\S+) leasehold-engine");

  AuthorizedKeys {
    lines = List.copyOf(lines);
  }

  static AuthorizedKeys parse(String text) {
    return new AuthorizedKeys(text.lines().toList());
  }

  String text() {
    return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
  }

  /// @param program the agent's
  /// @param key `TYPE BASE64`
  AuthorizedKeys withEngine(Path program, String key) {
    var line = "restrict,command=\"%s ssh\" %s leasehold-engine".formatted(program, key);
    if (lines.contains(line)) return this;
    var next = new ArrayList<>(lines);
    next.add(line);
    return new AuthorizedKeys(next);
  }

  AuthorizedKeys withoutEngine(String key) {
    return new AuthorizedKeys(lines.stream().filter(line -> !isEngine(line, key)).toList());
  }

  private static boolean isEngine(String line, String key) {
    var match = ENGINE.matcher(line);
    return match.matches() && match.group(1).equals(key);
  }

  /// `TYPE BASE64` each.
  List<String> engines() {
    return lines.stream()
        .map(ENGINE::matcher)
        .filter(Matcher::matches)
        .map(match -> match.group(1))
        .toList();
  }

  List<PeerKey> peers() {
    return lines.stream().flatMap(line -> peer(line).stream()).toList();
  }

  private static Optional<PeerKey> peer(String line) {
    var match = PEER.matcher(line);
    if (!match.matches()) return Optional.empty();
    try {
      return Optional.of(new PeerKey(new HostId(Integer.parseInt(match.group(2))), match.group(1)));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /// A member that is not among the peers keeps its key; who is no member loses it.
  AuthorizedKeys withPeers(Path program, List<PeerKey> peers, List<HostId> members) {
    var next = new ArrayList<String>();
    for (var line : lines) {
      var its = peer(line);
      boolean stays =
          its.isEmpty()
              || (members.contains(its.get().host())
                  && peers.stream().noneMatch(new Same(its.get().host())::is));
      if (stays) next.add(line);
    }
    for (var peer : peers) {
      if (!members.contains(peer.host())) continue;
      next.add(
          "restrict,command=\"%s ssh --migrations-only\" %s leasehold-migration host %d"
              .formatted(program, peer.key(), peer.host().value()));
    }
    return new AuthorizedKeys(next);
  }

  private record Same(HostId host) {
    boolean is(PeerKey other) {
      return other.host().equals(host);
    }
  }
}
