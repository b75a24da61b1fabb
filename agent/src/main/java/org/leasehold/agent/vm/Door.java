package org.leasehold.agent.vm;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.logging.Logger;
import org.leasehold.agent.rpc.LeaseholdGroup;

/// A Unix socket that lets one connection through to another one, once, within a time; the forced
/// command of an SSH login knocks on it.
final class Door {
  private static final Logger LOG = Logger.getLogger(Door.class.getName());
  private static final int CHUNK_BYTES = 64 << 10;

  private Door() {}

  /// Connects to what is behind the door.
  interface Behind {
    SocketChannel connect() throws IOException;
  }

  /// @param place of the socket
  static void open(Path place, Duration valid, Behind behind) throws IOException {
    open(place, valid, behind, () -> {});
  }

  /// @param shut told when nobody comes through it any more: not in time, or after the one who did
  static void open(Path place, Duration valid, Behind behind, Runnable shut) throws IOException {
    var folder = Objects.requireNonNull(place.toAbsolutePath().getParent());
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder);
      LeaseholdGroup.restrict(folder, "rwxr-x---");
    }
    Files.deleteIfExists(place);
    var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(place));
    LeaseholdGroup.restrict(place, "rw-rw----");
    Thread.ofPlatform()
        .daemon()
        .name("door-" + place.getFileName())
        .start(
            () -> {
              serveOnce(server, place, valid, behind);
              shut.run();
            });
  }

  private static void serveOnce(
      ServerSocketChannel server, Path place, Duration valid, Behind behind) {
    try (server) {
      var expiry =
          Thread.ofPlatform().daemon().name("door-expiry").start(() -> shutLater(server, valid));
      try (var visitor = server.accept()) {
        Files.deleteIfExists(place);
        expiry.interrupt();
        try (var inside = behind.connect()) {
          bridge(visitor, inside);
        }
      }
    } catch (IOException e) {
      LOG.info("the door %s is shut: %s".formatted(place, e));
    } finally {
      try {
        Files.deleteIfExists(place);
      } catch (IOException e) {
        LOG.warning(place + " is left behind: " + e.getMessage());
      }
    }
  }

  private static void shutLater(ServerSocketChannel server, Duration valid) {
    try {
      Thread.sleep(valid);
      server.close();
    } catch (InterruptedException | IOException _) {
      // Used in time, or shut already.
    }
  }

  private static void bridge(SocketChannel one, SocketChannel other) {
    var back = Thread.ofPlatform().daemon().name("door-back").start(() -> copy(other, one));
    copy(one, other);
    try {
      back.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static void copy(SocketChannel from, SocketChannel to) {
    var buffer = ByteBuffer.allocate(CHUNK_BYTES);
    try {
      while (from.read(buffer.clear()) >= 0) {
        buffer.flip();
        while (buffer.hasRemaining()) to.write(buffer);
      }
      to.shutdownOutput();
    } catch (IOException e) {
      LOG.fine("a tunnel ended: " + e);
      shut(from);
      shut(to);
    }
  }

  private static void shut(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.fine("closing a tunnel: " + e);
    }
  }
}
