package org.leasehold.core.link;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
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

/// The running ssh-agent over its Unix socket; MINA's own client needs Tomcat's native library.
/// Never forwarded to a host.
///
/// @see "draft-ietf-sshm-ssh-agent: each message is a length of four bytes and that many bytes"
record SshAgentSocket(Path socket) implements SshAgentFactory {
  private static final int ANSWER_BYTES_MAX = 256 << 10;

  @Override
  public List<ChannelFactory> getChannelForwardingFactories(FactoryManager manager) {
    return List.of();
  }

  @Override
  public SshAgent createClient(Session session, FactoryManager manager) throws IOException {
    var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.connect(UnixDomainSocketAddress.of(socket));
    } catch (IOException e) {
      channel.close();
      throw new IOException("ssh-agent does not answer on " + socket + ": " + e.getMessage(), e);
    }
    return new Client(channel);
  }

  @Override
  public SshAgentServer createServer(ConnectionService service) {
    throw new UnsupportedOperationException("the agent is never forwarded");
  }

  private static final class Client extends AbstractAgentProxy {
    private final SocketChannel channel;
    private final DataInputStream answers;

    Client(SocketChannel channel) {
      super(null);
      this.channel = channel;
      answers = new DataInputStream(Channels.newInputStream(channel));
    }

    @Override
    protected synchronized Buffer request(Buffer question) throws IOException {
      var bytes = ByteBuffer.wrap(question.getCompactData());
      while (bytes.hasRemaining()) channel.write(bytes);
      int length = answers.readInt();
      if (length < 1 || length > ANSWER_BYTES_MAX) {
        throw new IOException("ssh-agent answers with " + length + " bytes");
      }
      return new ByteArrayBuffer(answers.readNBytes(length));
    }

    @Override
    public boolean isOpen() {
      return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
      channel.close();
      super.close();
    }
  }
}
