package org.leasehold.core.monitor;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.leasehold.core.protocol.Peer;

/// Offers an engine's face on a Unix socket; who may open the socket's folder may command the
/// engine.
public final class FaceServer implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(FaceServer.class.getName());
  private static final int CONNECTIONS_MAX = 32;

  private final EngineFace face;
  private final String version;
  private final Path socket;
  private final ServerSocketChannel server;
  private final Set<FaceSession> sessions = ConcurrentHashMap.newKeySet();

  private FaceServer(EngineFace face, String version, Path socket, ServerSocketChannel server) {
    this.face = face;
    this.version = version;
    this.socket = socket;
    this.server = server;
  }

  /// @param mode of the socket, such as `rw-------`
  /// @throws IOException also where another engine answers on that socket
  public static FaceServer open(EngineFace face, String version, Path socket, String mode)
      throws IOException {
    Files.createDirectories(socket.toAbsolutePath().getParent());
    if (answers(socket)) throw new IOException("another engine answers on " + socket);
    Files.deleteIfExists(socket);
    var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
    Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString(mode));
    var made = new FaceServer(face, version, socket, server);
    Thread.ofPlatform().daemon().name("engine socket").start(made::accept);
    return made;
  }

  private static boolean answers(Path socket) {
    try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return channel.connect(UnixDomainSocketAddress.of(socket));
    } catch (IOException _) {
      return false;
    }
  }

  private void accept() {
    while (server.isOpen()) {
      try {
        var channel = server.accept();
        if (sessions.size() >= CONNECTIONS_MAX) channel.close();
        else serve(channel);
      } catch (IOException e) {
        if (server.isOpen()) LOG.log(Level.WARNING, "somebody could not connect", e);
        rest();
      }
    }
  }

  /// Too many open files pass; a loop without a pause would not let them.
  private static void rest() {
    try {
      Thread.sleep(1000);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void serve(SocketChannel channel) {
    var session = new FaceSession(face, version);
    var peer =
        new Peer(
            "client",
            Channels.newInputStream(channel),
            Channels.newOutputStream(channel),
            channel,
            EngineTopic.LIMITS,
            session);
    session.attach(peer);
    sessions.add(session);
    Thread.ofPlatform()
        .daemon()
        .name("client")
        .start(
            () -> {
              try {
                peer.serve();
              } finally {
                sessions.remove(session);
                session.close();
              }
            });
  }

  @Override
  public void close() {
    try {
      server.close();
      Files.deleteIfExists(socket);
    } catch (IOException e) {
      LOG.log(
          Level.WARNING, "the engine''s socket {0} stays behind: {1}", new Object[] {socket, e});
    }
    sessions.forEach(FaceSession::close);
  }
}
