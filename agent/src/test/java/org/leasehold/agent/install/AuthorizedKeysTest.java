package org.leasehold.agent.install;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.leasehold.core.model.HostId;
import org.leasehold.core.protocol.HostTopic.PeerKey;

/// Who may log in, and for what.
class AuthorizedKeysTest {
  private static final Path PROGRAM = Path.of("/opt/leasehold-agent/bin/leasehold-agent");
  private static final String ENGINE =
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEngineEngineEngineEngineEngineEngineEng";
  private static final String OF_ADMIN = "ssh-rsa AAAA the admin's own";

  private static PeerKey peer(int host, String letter) {
    return new PeerKey(new HostId(host), "ssh-ed25519 " + letter.repeat(60));
  }

  private static String line(int host, String letter) {
    return "restrict,command=\"%s ssh --migrations-only\" ssh-ed25519 %s leasehold-migration host %d"
        .formatted(PROGRAM, letter.repeat(60), host);
  }

  @Test
  void anEngineHasTheForcedCommandAndIsAddedOnce() {
    var keys = AuthorizedKeys.parse(OF_ADMIN + "\n").withEngine(PROGRAM, ENGINE);
    assertEquals(
        List.of(
            OF_ADMIN, "restrict,command=\"%s ssh\" %s leasehold-engine".formatted(PROGRAM, ENGINE)),
        keys.lines());
    assertEquals(keys, keys.withEngine(PROGRAM, ENGINE));
  }

  @Test
  void aMemberThatIsNotNamedKeepsItsKeyAndWhoIsNoMemberLosesIt() {
    var members = List.of(new HostId(1), new HostId(2), new HostId(3));
    var keys =
        AuthorizedKeys.parse(OF_ADMIN)
            .withPeers(PROGRAM, List.of(peer(2, "B"), peer(3, "C")), members);
    assertEquals(List.of(OF_ADMIN, line(2, "B"), line(3, "C")), keys.lines());
    assertEquals(List.of(peer(2, "B"), peer(3, "C")), keys.peers());
    var later =
        keys.withPeers(
            PROGRAM, List.of(peer(2, "D")), List.of(new HostId(1), new HostId(2), new HostId(3)));
    assertEquals(List.of(OF_ADMIN, line(3, "C"), line(2, "D")), later.lines());
    var smaller = later.withPeers(PROGRAM, List.of(), List.of(new HostId(1), new HostId(2)));
    assertEquals(List.of(OF_ADMIN, line(2, "D")), smaller.lines());
  }
}
