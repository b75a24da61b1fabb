package org.leasehold.agent.rpc;

import com.google.gson.JsonElement;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.protocol.Limits;
import org.leasehold.core.protocol.Peer;

/// Listens on a Unix socket, 0660 for the group `leasehold`, and serves one [Peer] per connection.
/// There is no other way in: no TCP port.
public final class RpcServer implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(RpcServer.class.getName());
  private static final int SESSIONS_MAX = 32;

  private final Path path;
  private final Dispatcher dispatcher;
  private final Sessions sessions;
  private final Limits limits;
  private final ServerSocketChannel server;
  private final AtomicLong numbers = new AtomicLong();

  private RpcServer(
      Path path,
      Dispatcher dispatcher,
      Sessions sessions,
      Limits limits,
      ServerSocketChannel server) {
    this.path = path;
    this.dispatcher = dispatcher;
    this.sessions = sessions;
    this.limits = limits;
    this.server = server;
  }

  /// Binds the socket; a socket file left by an agent that was killed is replaced.
  public static RpcServer listen(Path path, Dispatcher dispatcher, Sessions sessions, Limits limits)
      throws IOException {
    if (isServed(path)) throw new IOException(path + " is served by another process already");
    Files.deleteIfExists(path);
    var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      server.bind(UnixDomainSocketAddress.of(path), 16);
      LeaseholdGroup.restrict(path, "rw-rw----");
    } catch (IOException e) {
      server.close();
      throw new IOException(path + " cannot be listened on: " + e.getMessage(), e);
    }
    var it = new RpcServer(path, dispatcher, sessions, limits, server);
    Thread.ofPlatform().daemon().name("accept").start(it::accept);
    return it;
  }

  private static boolean isServed(Path path) {
    try (var probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return probe.connect(UnixDomainSocketAddress.of(path));
    } catch (IOException _) {
      return false;
    }
  }

  private void accept() {
    while (server.isOpen()) {
      try {
        var channel = server.accept();
        if (sessions.count() >= SESSIONS_MAX) {
          LOG.warning("refused a connection: " + SESSIONS_MAX + " are open");
          channel.close();
        } else {
          open(channel);
        }
      } catch (IOException e) {
        if (server.isOpen()) LOG.log(Level.WARNING, "accepting a connection failed", e);
      }
    }
  }

  private void open(SocketChannel channel) throws IOException {
    var principal = channel.getOption(ExtendedSocketOptions.SO_PEERCRED);
    var session =
        new Session(
            numbers.incrementAndGet(),
            principal == null ? "unknown user" : "user " + principal.user().getName());
    var peer =
        new Peer(
            "session " + session.number(),
            Channels.newInputStream(channel),
            Channels.newOutputStream(channel),
            channel,
            limits,
            new Handler(session));
    session.attach(peer);
    sessions.add(session);
    LOG.info(session + " opened");
    Thread.ofPlatform()
        .daemon()
        .name("session " + session.number() + " reader")
        .start(() -> serve(session, peer));
  }

  private void serve(Session session, Peer peer) {
    var reason = "defect";
    try {
      reason = peer.serve();
    } finally {
      peer.close(reason);
      sessions.remove(session);
      LOG.info(session + " ended: " + Dispatcher.shown(reason));
      session.ended();
    }
  }

  private final class Handler implements Peer.Handler {
    private final Session session;

    Handler(Session session) {
      this.session = session;
    }

    @Override
    public CompletableFuture<JsonElement> request(String method, @Nullable JsonElement params) {
      return dispatcher.request(session, method, params);
    }

    /// An engine tells an agent nothing unasked.
    @Override
    public void notice(String name, @Nullable JsonElement params) {
      LOG.fine(() -> session + " sent an unknown notice " + Dispatcher.shown(name));
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    sessions.closeAll("the agent ends");
    Files.deleteIfExists(path);
  }
}
