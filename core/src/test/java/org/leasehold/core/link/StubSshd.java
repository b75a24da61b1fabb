package org.leasehold.core.link;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.pubkey.AcceptAllPublickeyAuthenticator;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;

/// An SSH server within this Java, whose commands never end unless it is told what they say: what
/// refuses a login, a channel or a command is seen at it without a daemon.
public final class StubSshd implements AutoCloseable {
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

  /// What a command prints, and how it ends.
  public record Said(int code, String out, String err) {}

  /// Lets everybody in.
  ///
  /// @param folder a person's `~/.ssh`, where a key is put
  public static StubSshd start(Path folder) throws IOException, GeneralSecurityException {
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

  /// @param says by the command; heard after the end of its input
  public StubSshd answers(Function<String, Said> says) {
    server.setCommandFactory((_, command) -> new Told(says.apply(command)));
    return this;
  }

  StubSshd opensNoChannel() {
    server.setChannelFactories(List.of());
    return this;
  }

  public int port() {
    return server.getPort();
  }

  public HostKey key() {
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

  /// Never ends by itself.
  private static class Endless implements Command {
    InputStream in = InputStream.nullInputStream();
    OutputStream out = OutputStream.nullOutputStream();
    OutputStream err = OutputStream.nullOutputStream();
    ExitCallback ended = (_, _, _) -> {};

    @Override
    public void start(ChannelSession channel, Environment environment) {}

    @Override
    public void destroy(ChannelSession channel) {}

    @Override
    public void setInputStream(InputStream stream) {
      in = stream;
    }

    @Override
    public void setOutputStream(OutputStream stream) {
      out = stream;
    }

    @Override
    public void setErrorStream(OutputStream stream) {
      err = stream;
    }

    @Override
    public void setExitCallback(ExitCallback callback) {
      ended = callback;
    }
  }

  private static final class Told extends Endless {
    private final Said said;

    Told(Said said) {
      this.said = said;
    }

    @Override
    public void start(ChannelSession channel, Environment environment) {
      Thread.ofVirtual().start(this::run);
    }

    private void run() {
      try {
        in.readAllBytes();
        out.write(said.out().getBytes(StandardCharsets.UTF_8));
        out.flush();
        err.write(said.err().getBytes(StandardCharsets.UTF_8));
        err.flush();
        ended.onExit(said.code());
      } catch (IOException _) {
        // The caller has gone.
      }
    }
  }
}
