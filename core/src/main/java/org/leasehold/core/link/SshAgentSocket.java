package org.leasehold.core.link;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.List;
import java.util.Map;
import org.apache.sshd.agent.SshAgent;
import org.apache.sshd.agent.SshAgentFactory;
import org.apache.sshd.agent.SshAgentServer;
import org.apache.sshd.agent.common.AbstractAgentProxy;
import org.apache.sshd.common.FactoryManager;
import org.apache.sshd.common.channel.ChannelFactory;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.jspecify.annotations.Nullable;

/// The running ssh-agent over its Unix socket; MINA's own client needs Tomcat's native library.
/// Never forwarded to a host. One that does not answer has no keys, as for ssh(1): a socket that an
/// ended login left behind must not keep a person's key files from being tried.
///
/// @see "draft-ietf-sshm-ssh-agent: each message is a length of four bytes and that many bytes"
final class SshAgentSocket implements SshAgentFactory {
  private static final int ANSWER_BYTES_MAX = 256 << 10;

  private final Path socket;
  private volatile @Nullable String trouble;

  SshAgentSocket(Path socket) {
    this.socket = socket;
  }

  /// Why it told no keys; null where it did, or was not asked.
  @Nullable String trouble() {
    return trouble;
  }

  @Override
  public List<ChannelFactory> getChannelForwardingFactories(FactoryManager manager) {
    return List.of();
  }

  @Override
  public SshAgent createClient(Session session, FactoryManager manager) {
    return new Client();
  }

  @Override
  public SshAgentServer createServer(ConnectionService service) {
    throw new UnsupportedOperationException("the agent is never forwarded");
  }

  private SocketChannel connected() throws IOException {
    var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.connect(UnixDomainSocketAddress.of(socket));
      return channel;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private final class Client extends AbstractAgentProxy {
    private @Nullable SocketChannel channel;
    private boolean closed;

    Client() {
      super(null);
    }

    @Override
    public Iterable<? extends Map.Entry<PublicKey, String>> getIdentities() {
      try {
        return super.getIdentities();
      } catch (IOException e) {
        trouble = "ssh-agent at %s tells no keys: %s".formatted(socket, SshHop.reason(e));
        return List.of();
      }
    }

    @Override
    protected synchronized Buffer request(Buffer question) throws IOException {
      var to = channel == null ? connected() : channel;
      channel = to;
      var bytes = ByteBuffer.wrap(question.getCompactData());
      while (bytes.hasRemaining()) to.write(bytes);
      var answers = new DataInputStream(Channels.newInputStream(to));
      int length = answers.readInt();
      if (length < 1 || length > ANSWER_BYTES_MAX) {
        throw new IOException("it answers with " + length + " bytes");
      }
      return new ByteArrayBuffer(answers.readNBytes(length));
    }

    @Override
    public synchronized boolean isOpen() {
      return !closed;
    }

    @Override
    public synchronized void close() throws IOException {
      closed = true;
      if (channel != null) channel.close();
      super.close();
    }
  }
}
