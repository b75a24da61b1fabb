package org.leasehold.agent.sanlock;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.leasehold.core.sanlock.SanlockCall;
import org.leasehold.core.sanlock.SanlockException;
import org.leasehold.core.sanlock.SanlockException.NotReachable;
import org.leasehold.core.sanlock.SanlockException.NotReachable.Why;

/// Tells the library's errors apart: it gives one number for "the daemon said so" and for "there is
/// no daemon".
///
/// @see "sanlock src/client.c: connect_socket, recv_result"
record DaemonSocket(Path file) {
  /// The reply was cut off: -1 is also EPERM.
  private static final int CUT_OFF = -1;

  private static final int ENOENT = -2;
  private static final int EACCES = -13;
  private static final int EPIPE = -32;
  private static final int ECONNRESET = -104;
  private static final int ECONNREFUSED = -111;

  /// For calls with a connection of their own.
  ///
  /// @return the result, if it is 0 or more
  int orThrow(SanlockCall call, String subject, int result) throws SanlockException {
    if (result >= 0) return result;
    switch (result) {
      case ENOENT -> {
        if (Files.notExists(file)) throw unreachable(call, Why.NO_SOCKET);
      }
      case ECONNREFUSED -> throw unreachable(call, Why.NOBODY_LISTENS);
      case EACCES -> {
        if (!Files.isWritable(file)) throw unreachable(call, Why.NO_PERMISSION);
      }
      case CUT_OFF -> {
        if (!isListening()) throw lost(call, subject);
      }
      case ECONNRESET, EPIPE -> throw lost(call, subject);
      default -> {}
    }
    throw new SanlockException.Refused(call, subject, result);
  }

  private NotReachable unreachable(SanlockCall call, Why why) {
    return new NotReachable(call, file, why, "");
  }

  static SanlockException lost(SanlockCall call, String subject) {
    return new SanlockException.ConnectionLost(call, subject, "the daemon closed it");
  }

  static boolean meansLost(int result) {
    return result == ECONNRESET || result == EPIPE;
  }

  private boolean isListening() {
    try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(file))) {
      return channel.isConnected();
    } catch (IOException e) {
      return false;
    }
  }
}
