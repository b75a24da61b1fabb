package org.leasehold.core.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A link over OpenSSH's own server, with the posture of the product: a forced command, nothing
/// else.
@Tag("daemon")
@Timeout(120)
class SshLinkTest {
  @TempDir Path folder;
  private PrivateSshd sshd;
  private StubAgent agent;
  private Path ssh;

  @BeforeEach
  void aHostWithAnAgent() throws Exception {
    ssh = Files.createDirectory(folder.resolve("ssh"));
    PrivateSshd.generate(ssh.resolve("id_ed25519"), "ed25519", "");
    var socket = folder.resolve("agent.sock");
    agent = StubAgent.listen(socket);
    var relay =
        PrivateSshd.program(
            folder.resolve("relay"), StubAgent.relay(socket).toArray(String[]::new));
    sshd = PrivateSshd.start(folder.resolve("sshd"), "rsa", "ecdsa", "ed25519");
    sshd.authorize(ssh.resolve("id_ed25519.pub"), "restrict,command=\"" + relay + "\"");
  }

  @AfterEach
  void down() throws Exception {
    sshd.close();
    agent.close();
  }

  @Test
  void aLinkComesUpThroughTheForcedCommand() throws Exception {
    try (var probe = new LinkProbe(dial("attach", pinned("ed25519")))) {
      assertEquals(StubAgent.WELCOME, probe.await(LinkState.Up.class).welcome());
    }
  }

  @Test
  void theKeyThatIsPinnedIsAskedForWhicheverOthersTheHostHas() throws Exception {
    for (var type : List.of("rsa", "ecdsa", "ed25519")) {
      try (var transport = dial("attach", pinned(type)).dial()) {
        assertEquals("", transport.remarks(), type);
      }
    }
  }

  @Test
  void aChangedHostKeyIsRefusedWithBothFingerprintsAndNotTriedAgain() throws Exception {
    var pinned = pinned("ed25519");
    var before = sshd.fingerprint("ed25519");
    sshd.changeKey("ed25519");
    try (var probe = new LinkProbe(dial("attach", pinned))) {
      probe.next();
      assertEquals(
          new LinkState.Refused(
              LinkException.Kind.HOST_KEY_CHANGED,
              "%s@127.0.0.1 port %d shows another key than the enrolled one: %s, not [%s]. Somebody else may answer in its place; if the host was installed anew, enrol it again"
                  .formatted(PrivateSshd.USER, sshd.port(), sshd.fingerprint("ed25519"), before)),
          probe.next());
    }
  }

  @Test
  void aHostThatIsNotEnrolledIsOnlyLookedAt() throws Exception {
    var dial = dial("attach", List.of());
    assertEquals(sshd.fingerprint("ed25519"), dial.look().fingerprint());
    var refused = assertThrows(LinkException.class, dial::dial);
    assertEquals(LinkException.Kind.HOST_KEY_UNKNOWN, refused.kind());
  }

  @Test
  void anythingButAttachIsRefusedInTheHostsOwnWords() throws Exception {
    try (var probe = new LinkProbe(dial("reboot", pinned("ed25519")))) {
      var waiting = probe.await(LinkState.Waiting.class);
      assertEquals(LinkException.Kind.NO_AGENT, waiting.kind());
      assertEquals("no agent answers on kvm1: only attach is allowed", waiting.why());
    }
  }

  @Test
  void aKeyThatIsNotKnownThereIsRefusedAndSaysWhichWereOffered() throws Exception {
    Files.delete(ssh.resolve("id_ed25519"));
    PrivateSshd.generate(ssh.resolve("id_ecdsa"), "ecdsa", "");
    var refused = assertThrows(LinkException.class, () -> dial("attach", pinned("ed25519")).dial());
    assertEquals(LinkException.Kind.LOGIN_REFUSED, refused.kind());
    assertEquals(
        "%s@127.0.0.1 port %d accepts none of the keys offered ([%s]); is the public key in its authorized_keys?"
            .formatted(PrivateSshd.USER, sshd.port(), ssh.resolve("id_ecdsa")),
        refused.sentence());
  }

  @Test
  void anEncryptedKeyAsksForItsPassphrase() throws Exception {
    Files.delete(ssh.resolve("id_ed25519"));
    PrivateSshd.generate(ssh.resolve("id_rsa"), "rsa", "open sesame");
    sshd.authorize(
        ssh.resolve("id_rsa.pub"), "restrict,command=\"" + folder.resolve("relay") + "\"");
    var secrets = new SshSecrets(Optional.empty(), _ -> "open sesame");
    var dial =
        new SshDial(
            target(pinned("ed25519")), "attach", configuration(), secrets, PrivateSshd.USER);
    try (var probe = new LinkProbe(dial)) {
      probe.await(LinkState.Up.class);
    }
  }

  @Test
  void aKeyOfARunningSshAgentLogsIn() throws Exception {
    var socket = folder.resolve("ssh-agent.sock");
    var running = new ProcessBuilder("ssh-agent", "-D", "-a", socket.toString()).start();
    try {
      while (!Files.exists(socket)) Thread.sleep(20);
      var add = new ProcessBuilder("ssh-add", "-q", ssh.resolve("id_ed25519").toString());
      add.environment().put("SSH_AUTH_SOCK", socket.toString());
      assertEquals(0, add.start().waitFor());
      Files.delete(ssh.resolve("id_ed25519"));
      var secrets = new SshSecrets(Optional.of(socket), _ -> null);
      var dial =
          new SshDial(
              target(pinned("ed25519")), "attach", configuration(), secrets, PrivateSshd.USER);
      try (var transport = dial.dial()) {
        assertEquals("", transport.remarks());
      }
    } finally {
      running.destroyForcibly();
    }
  }

  @Test
  void anAliasLeadsOverAJumpHostWhoseKeyIsKnown() throws Exception {
    try (var jump = PrivateSshd.start(folder.resolve("jump"), "ed25519")) {
      jump.authorize(ssh.resolve("id_ed25519.pub"), "");
      Files.write(
          ssh.resolve("config"),
          List.of(
              "Host kvm1",
              "  HostName 127.0.0.1",
              "  Port " + sshd.port(),
              "  ProxyJump 127.0.0.1:" + jump.port()));
      var target = new SshTarget("kvm1", 0, "", pinned("ed25519"));
      var dial = new SshDial(target, "attach", configuration(), SshSecrets.NONE, PrivateSshd.USER);
      var refused = assertThrows(LinkException.class, dial::dial);
      assertEquals(
          ssh.resolve("known_hosts")
              + " has no key of the jump host 127.0.0.1; log in to it once with ssh and compare the fingerprint",
          refused.sentence());
      Files.writeString(
          ssh.resolve("known_hosts"),
          "[127.0.0.1]:%d %s%n".formatted(jump.port(), jump.key("ed25519")));
      try (var probe = new LinkProbe(dial)) {
        probe.await(LinkState.Up.class);
      }
    }
  }

  @Test
  void aHostThatFallsSilentIsNoticedWithinTenSeconds() throws Exception {
    try (var probe = new LinkProbe(dial("attach", pinned("ed25519")))) {
      probe.await(LinkState.Up.class);
      sshd.freeze();
      long from = System.nanoTime();
      var waiting = probe.await(LinkState.Waiting.class);
      double seconds = (System.nanoTime() - from) / 1e9;
      assertEquals(LinkException.Kind.UNREACHABLE, waiting.kind());
      assertTrue(seconds < 10, "noticed after " + seconds + " s");
    }
  }

  @Test
  void whereNobodyListensTheSentenceSaysSo() throws Exception {
    sshd.close();
    var refused =
        assertThrows(
            LinkException.class,
            () -> dial("attach", List.of(new HostKey("ssh-ed25519", "AAAA".repeat(17)))).dial());
    assertEquals(
        "%s@127.0.0.1 port %d does not answer: Connection refused"
            .formatted(PrivateSshd.USER, sshd.port()),
        refused.sentence());
  }

  private List<HostKey> pinned(String type) throws Exception {
    return List.of(sshd.key(type));
  }

  private SshTarget target(List<HostKey> pinned) {
    return new SshTarget("127.0.0.1", sshd.port(), "", pinned);
  }

  private SshConfiguration configuration() {
    return new SshConfiguration(
        ssh.resolve("config"), ssh.resolve("known_hosts"), ssh, Path.of(""));
  }

  private SshDial dial(String command, List<HostKey> pinned) {
    return new SshDial(target(pinned), command, configuration(), SshSecrets.NONE, PrivateSshd.USER);
  }
}
