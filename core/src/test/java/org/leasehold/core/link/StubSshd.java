package org.leasehold.core.link;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.List;
import java.util.Optional;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.pubkey.AcceptAllPublickeyAuthenticator;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;

/// An SSH server within this Java, whose commands never end: what refuses a login or a channel is
/// seen at it without a daemon.
final class StubSshd implements AutoCloseable {
  private final SshServer server = SshServer.setUpDefaultServer();
  private final HostKey key;
  private final Path folder;

  private StubSshd(Path folder) throws IOException, GeneralSecurityException {
    this.folder = folder;
    var pair = pair();
    key = HostKey.of(pair.getPublic());
    server.setHost("127.0.0.1");
    server.setKeyPairProvider(KeyPairProvider.wrap(pair));
    server.setPublickeyAuthenticator(AcceptAllPublickeyAuthenticator.INSTANCE);
    server.setCommandFactory((_, _) -> new Endless());
  }

  /// Lets everybody in.
  ///
  /// @param folder a person's `~/.ssh`, where a key is put
  static StubSshd start(Path folder) throws IOException, GeneralSecurityException {
    var sshd = new StubSshd(folder);
    sshd.server.start();
    try (var out = Files.newOutputStream(folder.resolve("id_ecdsa"))) {
      OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(pair(), "a test", null, out);
    }
    return sshd;
  }

  private static KeyPair pair() throws GeneralSecurityException {
    return KeyUtils.generateKeyPair("ecdsa-sha2-nistp256", 256);
  }

  StubSshd letsNobodyIn() {
    server.setPublickeyAuthenticator((_, _, _) -> false);
    return this;
  }

  StubSshd opensNoChannel() {
    server.setChannelFactories(List.of());
    return this;
  }

  int port() {
    return server.getPort();
  }

  HostKey key() {
    return key;
  }

  SshConfiguration configuration() {
    return new SshConfiguration(
        folder.resolve("config"), folder.resolve("known_hosts"), folder, Path.of(""));
  }

  SshDial dial() {
    return dial(Optional.empty());
  }

  SshDial dial(Optional<Path> agentSocket) {
    return new SshDial(
        new SshTarget("127.0.0.1", port(), "alice", List.of(key)),
        "attach",
        configuration(),
        new SshSecrets(agentSocket, _ -> null),
        "alice");
  }

  @Override
  public void close() throws IOException {
    server.stop(true);
  }

  private static final class Endless implements Command {
    @Override
    public void start(ChannelSession channel, Environment environment) {}

    @Override
    public void destroy(ChannelSession channel) {}

    @Override
    public void setInputStream(InputStream in) {}

    @Override
    public void setOutputStream(OutputStream out) {}

    @Override
    public void setErrorStream(OutputStream err) {}

    @Override
    public void setExitCallback(ExitCallback callback) {}
  }
}
