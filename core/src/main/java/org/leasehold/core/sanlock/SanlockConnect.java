package org.leasehold.core.sanlock;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.leasehold.core.sanlock.SanlockException.NotReachable.Why;

/// Opens a connection to a daemon's socket, or says why there is none.
final class SanlockConnect {
  private static final long RETRY_MILLIS = 20;

  /// What fits into `sockaddr_un.sun_path`, without the NUL.
  private static final int ADDRESS_BYTES_MAX = 107;

  private SanlockConnect() {}

  /// A stopped daemon accepts nobody, and its queue of 5 fills up: then Linux answers "try again"
  /// (EAGAIN) to a connect that must not block, and it is tried again until the deadline.
  static SocketChannel connect(Path socketFile, SanlockCall call, Deadline deadline)
      throws SanlockException {
    while (true) {
      var channel = tryOnce(socketFile, call);
      if (channel.isPresent()) return channel.get();
      pause(call);
      if (deadline.isOver()) {
        throw new SanlockException.NoAnswer(call, "", deadline.patience());
      }
    }
  }

  /// Empty if the daemon's queue is full.
  private static Optional<SocketChannel> tryOnce(Path socketFile, SanlockCall call)
      throws SanlockException {
    try {
      var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
      try {
        channel.configureBlocking(false);
        if (channel.connect(UnixDomainSocketAddress.of(socketFile))) return Optional.of(channel);
      } catch (IOException e) {
        close(channel);
        if (!isQueueFull(socketFile, e)) throw e;
      }
      return Optional.empty();
    } catch (IOException e) {
      var unreachable =
          new SanlockException.NotReachable(
              call, socketFile, why(socketFile, e), String.valueOf(e.getMessage()));
      unreachable.initCause(e);
      throw unreachable;
    }
  }

  /// The JDK does not tell errnos apart; this is what is left when the file is there, is ours to
  /// write, has a name that fits, and somebody listens.
  private static boolean isQueueFull(Path socketFile, IOException e) {
    return e instanceof SocketException
        && why(socketFile, e) == Why.OTHER
        && socketFile.toString().getBytes(StandardCharsets.UTF_8).length <= ADDRESS_BYTES_MAX;
  }

  private static Why why(Path socketFile, IOException e) {
    if (Files.notExists(socketFile)) return Why.NO_SOCKET;
    if (!Files.exists(socketFile) || !Files.isWritable(socketFile)) return Why.NO_PERMISSION;
    if (e instanceof ConnectException) return Why.NOBODY_LISTENS;
    return Why.OTHER;
  }

  private static void pause(SanlockCall call) throws SanlockException.Cancelled {
    try {
      Thread.sleep(RETRY_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SanlockException.Cancelled(call, "");
    }
  }

  private static void close(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // Nothing was sent on it; the descriptor is given back either way.
      return;
    }
  }
}
