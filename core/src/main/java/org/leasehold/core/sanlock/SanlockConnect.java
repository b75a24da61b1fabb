package org.leasehold.core.sanlock;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.leasehold.core.sanlock.SanlockException.NotReachable.Why;

/// Opens a connection to a daemon's socket, or says why there is none.
final class SanlockConnect {
  private static final long RETRY_MILLIS = 20;

  private SanlockConnect() {}

  /// A stopped daemon accepts nobody, and its queue of 5 fills up: then Linux answers "try again"
  /// to a connect that must not block, and it is tried again until the deadline.
  static SocketChannel connect(Path socketFile, SanlockCall call, Deadline deadline)
      throws SanlockException {
    while (true) {
      var channel = tryOnce(socketFile, call);
      if (channel.isConnected()) return channel;
      close(channel);
      pause(call);
      if (deadline.isOver()) {
        throw new SanlockException.NoAnswer(call, "", deadline.patience());
      }
    }
  }

  private static SocketChannel tryOnce(Path socketFile, SanlockCall call) throws SanlockException {
    try {
      var address = UnixDomainSocketAddress.of(socketFile);
      var channel = SocketChannel.open(java.net.StandardProtocolFamily.UNIX);
      try {
        channel.configureBlocking(false);
        channel.connect(address);
        return channel;
      } catch (IOException e) {
        close(channel);
        throw e;
      }
    } catch (IOException e) {
      var unreachable =
          new SanlockException.NotReachable(
              call, socketFile, why(socketFile, e), String.valueOf(e.getMessage()));
      unreachable.initCause(e);
      throw unreachable;
    }
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
