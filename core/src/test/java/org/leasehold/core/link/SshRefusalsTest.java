package org.leasehold.core.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/// What a login over SSH says where it ends, each in its whole sentence.
@Timeout(60)
class SshRefusalsTest {
  @TempDir Path folder;
  private StubSshd sshd;
  private String where;

  @BeforeEach
  void aServer() throws Exception {
    sshd = StubSshd.start(folder);
    where = "alice@127.0.0.1 port " + sshd.port();
  }

  @AfterEach
  void down() throws IOException {
    sshd.close();
  }

  private static void assertRefused(LinkException.Kind kind, String sentence, Executable does) {
    var refused = assertThrows(LinkException.class, does);
    assertEquals(sentence, refused.sentence());
    assertEquals(kind, refused.kind());
  }

  @Test
  void aHostWithoutAPinnedKeyIsNotDialled() {
    var dial =
        new SshDial(
            new SshTarget("kvm1", 2222, "alice", List.of()),
            "attach",
            sshd.configuration(),
            SshSecrets.NONE,
            "alice");
    assertRefused(
        LinkException.Kind.HOST_KEY_UNKNOWN,
        "alice@kvm1 port 2222 is not enrolled: no host key is pinned",
        dial::dial);
  }

  @Test
  void whoHasNoKeyFileIsToldSo() throws Exception {
    Files.delete(folder.resolve("id_ecdsa"));
    assertRefused(
        LinkException.Kind.LOGIN_REFUSED,
        where
            + " accepts none of the keys offered (no key file); is the public key in its authorized_keys?",
        sshd.dial()::dial);
  }

  @Test
  void aKeyThatIsNotAcceptedIsNamed() {
    sshd.letsNobodyIn();
    assertRefused(
        LinkException.Kind.LOGIN_REFUSED,
        "%s accepts none of the keys offered ([%s]); is the public key in its authorized_keys?"
            .formatted(where, folder.resolve("id_ecdsa")),
        sshd.dial()::dial);
  }

  @Test
  void aKeyThatIsNotThePinnedOneIsNamedWithBoth() {
    var other = new HostKey("ecdsa-sha2-nistp256", "AAAA".repeat(26));
    var target = new SshTarget("127.0.0.1", sshd.port(), "alice", List.of(other));
    var dial = new SshDial(target, "attach", sshd.configuration(), SshSecrets.NONE, "alice");
    assertRefused(
        LinkException.Kind.HOST_KEY_CHANGED,
        "%s shows another key than the enrolled one: %s, not [%s]. Somebody else may answer in its place; if the host was installed anew, enrol it again"
            .formatted(where, sshd.key().fingerprint(), other.fingerprint()),
        dial::dial);
  }

  @Test
  void aHostThatOpensNoChannelHasNoAgent() {
    sshd.opensNoChannel();
    assertRefused(
        LinkException.Kind.NO_AGENT,
        where + " refuses the command `attach`: Unsupported channel type: session",
        sshd.dial()::dial);
  }

  @Test
  void aCommandOfALoginIsRefusedWithWhatTheHostSays() throws Exception {
    sshd.opensNoChannel();
    try (var login = SshLogin.to(sshd.dial())) {
      assertRefused(
          LinkException.Kind.UNREACHABLE,
          where + ": `uname -m`: Unsupported channel type: session",
          () -> login.run("uname -m", _ -> {}, Duration.ofSeconds(5)));
    }
  }

  @Test
  void aCommandThatDoesNotEndIsGivenUp() throws Exception {
    try (var login = SshLogin.to(sshd.dial())) {
      assertRefused(
          LinkException.Kind.UNREACHABLE,
          where + ": `uname -m` did not end within 1 s",
          () -> login.run("uname -m", _ -> {}, Duration.ofSeconds(1)));
    }
  }

  @Test
  void aServerThatHangsUpBeforeTheLogin() throws Exception {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread.ofPlatform().daemon().start(() -> hangUp(server));
      var target = new SshTarget("127.0.0.1", server.getLocalPort(), "alice", List.of(sshd.key()));
      var dial = new SshDial(target, "attach", sshd.configuration(), SshSecrets.NONE, "alice");
      assertRefused(
          LinkException.Kind.UNREACHABLE,
          "alice@127.0.0.1 port %d ended the connection before the login: Session is being closed"
              .formatted(server.getLocalPort()),
          dial::dial);
    }
  }

  private static void hangUp(ServerSocket server) {
    try (var caller = server.accept()) {
      // It is heard first: an unread greeting would make the end a reset.
      caller.getInputStream().read();
      caller.getOutputStream().write("SSH-2.0-stub\r\n".getBytes(StandardCharsets.US_ASCII));
      while (caller.getInputStream().available() > 0) caller.getInputStream().read();
    } catch (IOException _) {
      // Closed.
    }
  }

  @Test
  void aNameThatNobodyKnows() {
    var target = new SshTarget("no-such-host.invalid", 0, "alice", List.of(sshd.key()));
    var dial = new SshDial(target, "attach", sshd.configuration(), SshSecrets.NONE, "alice");
    assertRefused(
        LinkException.Kind.UNREACHABLE,
        "no-such-host.invalid is not a known name or address",
        dial::dial);
  }

  @Test
  void aJumpHostThatForwardsNothing() throws Exception {
    Files.writeString(
        folder.resolve("known_hosts"), "[127.0.0.1]:%d %s%n".formatted(sshd.port(), sshd.key()));
    Files.writeString(
        folder.resolve("config"),
        "Host kvm1%n  HostName 10.0.0.1%n  ProxyJump 127.0.0.1:%d%n".formatted(sshd.port()));
    var target = new SshTarget("kvm1", 0, "alice", List.of(sshd.key()));
    var dial = new SshDial(target, "attach", sshd.configuration(), SshSecrets.NONE, "alice");
    assertRefused(
        LinkException.Kind.UNREACHABLE,
        "alice@10.0.0.1 ended the connection before the login: Session is being closed",
        dial::dial);
  }

  @Test
  void anSshAgentThatDoesNotAnswerKeepsNobodyFromHisKeyFiles() throws Exception {
    var dial = sshd.dial(Optional.of(folder.resolve("nobody")));
    try (var login = SshLogin.to(dial)) {
      assertTrue(login.key().isPresent());
    }
  }

  @Test
  void anSshAgentThatDoesNotAnswerIsSaidWhereNothingElseHelps() {
    sshd.letsNobodyIn();
    var socket = folder.resolve("nobody");
    assertRefused(
        LinkException.Kind.LOGIN_REFUSED,
        "%s accepts none of the keys offered ([%s]); is the public key in its authorized_keys? ssh-agent at %s tells no keys: No such file or directory"
            .formatted(where, folder.resolve("id_ecdsa"), socket),
        sshd.dial(Optional.of(socket))::dial);
  }

  @Test
  void anSshAgentThatAnswersTooMuch() throws Exception {
    Files.delete(folder.resolve("id_ecdsa"));
    var socket = folder.resolve("agent");
    try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      Thread.ofPlatform().daemon().start(() -> tellLength(server, 1 << 20));
      assertRefused(
          LinkException.Kind.LOGIN_REFUSED,
          "%s accepts none of the keys offered (no key file); is the public key in its authorized_keys? ssh-agent at %s tells no keys: it answers with 1048576 bytes"
              .formatted(where, socket),
          sshd.dial(Optional.of(socket))::dial);
    }
  }

  private static void tellLength(ServerSocketChannel server, int length) {
    try (var client = server.accept()) {
      new DataOutputStream(Channels.newOutputStream(client)).writeInt(length);
      Channels.newInputStream(client).readAllBytes();
    } catch (IOException _) {
      // Closed.
    }
  }
}
