package org.leasehold.core.link;

import com.google.gson.JsonElement;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.model.AgentInstance;
import org.leasehold.core.model.BootId;
import org.leasehold.core.model.Epoch;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.protocol.HostTopic;
import org.leasehold.core.protocol.Limits;
import org.leasehold.core.protocol.Peer;
import org.leasehold.core.protocol.Wire;

/// An agent's socket that greets and does nothing else: the far end of a link under test.
final class StubAgent implements AutoCloseable {
  static final HostTopic.Welcome WELCOME =
      new HostTopic.Welcome(
          1,
          new AgentInstance(7),
          new BootId("boot-1"),
          "kvm1",
          null,
          "1",
          1000,
          Epoch.NONE,
          List.of("hello"));

  private final ServerSocketChannel server;
  private final BlockingQueue<Peer> peers = new LinkedBlockingQueue<>();

  private StubAgent(ServerSocketChannel server) {
    this.server = server;
  }

  static StubAgent listen(Path socket) throws IOException {
    var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
    var agent = new StubAgent(server);
    Thread.ofPlatform().daemon().name("stub agent").start(agent::accept);
    return agent;
  }

  /// What relays a login's stdin and stdout to the socket, as the agent's `ssh` command does.
  static List<String> relay(Path socket) {
    return List.of(
        "#!/usr/bin/python3",
        "import os, socket, sys, threading",
        "if os.environ.get('SSH_ORIGINAL_COMMAND') != 'attach': sys.exit('only attach is allowed')",
        "agent = socket.socket(socket.AF_UNIX)",
        "agent.connect('" + socket + "')",
        "def up():",
        "  while (got := os.read(0, 65536)): agent.sendall(got)",
        "  agent.shutdown(socket.SHUT_WR)",
        "threading.Thread(target=up, daemon=True).start()",
        "while (got := agent.recv(65536)):",
        "  sys.stdout.buffer.write(got)",
        "  sys.stdout.buffer.flush()");
  }

  private void accept() {
    try {
      while (true) serve(server.accept());
    } catch (IOException _) {
      // Closed.
    }
  }

  private void serve(SocketChannel channel) {
    var peer =
        new Peer(
            "stub",
            Channels.newInputStream(channel),
            Channels.newOutputStream(channel),
            channel,
            Limits.DEFAULT,
            new Greeter());
    peers.add(peer);
    peer.start();
  }

  /// The next connection that was made.
  Peer connection() throws InterruptedException {
    return peers.take();
  }

  private static final class Greeter implements Peer.Handler {
    @Override
    public CompletableFuture<JsonElement> request(String method, @Nullable JsonElement params) {
      return method.equals(HostTopic.HELLO.name())
          ? CompletableFuture.completedFuture(Wire.toJson(WELCOME))
          : CompletableFuture.failedFuture(
              new CallException(ErrorCode.METHOD_NOT_FOUND, "no method " + method));
    }

    @Override
    public void notice(String name, @Nullable JsonElement params) {}
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
