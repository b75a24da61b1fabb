package org.leasehold.core.sanlock;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/// One connection to a daemon. Every wait has a deadline and ends when its thread is interrupted;
/// neither closes the connection, because closing a registered one gives up its leases.
///
/// Not safe for use by several threads.
final class SanlockSocket implements AutoCloseable {
  private final SocketChannel channel;
  private final Selector selector;
  private final SelectionKey key;

  /// What has arrived and was not taken yet: a deadline may pass in the middle of a reply.
  private ByteBuffer arrived = Frame.allocate(4096);

  private SanlockSocket(SocketChannel channel, Selector selector) throws IOException {
    this.channel = channel;
    this.selector = selector;
    channel.configureBlocking(false);
    key = channel.register(selector, 0);
  }

  static SanlockSocket connect(Path socketFile, SanlockCall call, Deadline deadline)
      throws SanlockException {
    var channel = SanlockConnect.connect(socketFile, call, deadline);
    try {
      return new SanlockSocket(channel, Selector.open());
    } catch (IOException e) {
      throw lost(call, "", e);
    }
  }

  /// Sends all of it. A deadline that passes halfway leaves the connection unusable.
  void send(SanlockCall call, String subject, ByteBuffer bytes, Deadline deadline)
      throws SanlockException {
    try {
      while (true) {
        channel.write(bytes);
        if (!bytes.hasRemaining()) return;
        await(SelectionKey.OP_WRITE, call, subject, deadline);
      }
    } catch (SanlockException e) {
      throw e;
    } catch (IOException e) {
      throw lost(call, subject, e);
    }
  }

  /// Takes one whole reply; until it is whole nothing is taken, so that the wait can be resumed.
  Reply receive(SanlockCall call, String subject, Deadline deadline) throws SanlockException {
    require(Frame.HEADER_BYTES, call, subject, deadline);
    int bytes = Frame.replyBytes(call, arrived);
    require(bytes, call, subject, deadline);
    return Frame.reply(call, take(bytes));
  }

  /// Takes everything up to the end of the stream.
  ByteBuffer receiveToEnd(SanlockCall call, int bytesMax, Deadline deadline)
      throws SanlockException {
    while (arrived.position() <= bytesMax) {
      if (!read(call, "", deadline)) return take(arrived.position());
    }
    throw new SanlockException.BadAnswer(call, "more than " + bytesMax + " bytes");
  }

  /// False once the daemon has closed the connection. Does not wait.
  boolean isOpen() {
    if (!arrived.hasRemaining()) return channel.isOpen();
    try {
      return channel.read(arrived) >= 0;
    } catch (IOException e) {
      return false;
    }
  }

  /// True if nothing has arrived that nobody asked for.
  boolean isQuiet() {
    return arrived.position() == 0;
  }

  @Override
  public void close() {
    try (selector;
        channel) {
      key.cancel();
    } catch (IOException e) {
      // Closing gives back the descriptor even if it complains; there is nothing left to do.
      return;
    }
  }

  private void require(int bytes, SanlockCall call, String subject, Deadline deadline)
      throws SanlockException {
    while (arrived.position() < bytes) {
      if (!read(call, subject, deadline)) {
        throw new SanlockException.ConnectionLost(
            call,
            subject,
            "the daemon closed it after %d of %d bytes".formatted(arrived.position(), bytes));
      }
    }
  }

  /// Reads what there is, waiting for at least one byte.
  ///
  /// @return false at the end of the stream
  private boolean read(SanlockCall call, String subject, Deadline deadline)
      throws SanlockException {
    if (!arrived.hasRemaining()) {
      arrived = Frame.allocate(2 * arrived.capacity()).put(arrived.flip());
    }
    try {
      while (true) {
        int count = channel.read(arrived);
        if (count != 0) return count > 0;
        await(SelectionKey.OP_READ, call, subject, deadline);
      }
    } catch (SanlockException e) {
      throw e;
    } catch (IOException e) {
      throw lost(call, subject, e);
    }
  }

  private ByteBuffer take(int bytes) {
    var taken = Frame.allocate(bytes);
    arrived.flip();
    taken.put(arrived.slice(0, bytes)).flip();
    arrived.position(bytes).compact();
    return taken;
  }

  private void await(int operation, SanlockCall call, String subject, Deadline deadline)
      throws IOException {
    while (true) {
      if (Thread.currentThread().isInterrupted()) {
        throw new SanlockException.Cancelled(call, subject);
      }
      if (deadline.isOver()) {
        throw new SanlockException.NoAnswer(call, subject, deadline.patience());
      }
      if (selects(operation, deadline)) return;
    }
  }

  private boolean selects(int operation, Deadline deadline) throws IOException {
    try {
      key.interestOps(operation);
      selector.selectedKeys().clear();
      return selector.select(deadline.remainingMillis()) > 0;
    } catch (ClosedSelectorException | CancelledKeyException e) {
      throw new IOException("closed on this side", e);
    }
  }

  private static SanlockException lost(SanlockCall call, String subject, IOException e) {
    var lost = new SanlockException.ConnectionLost(call, subject, String.valueOf(e.getMessage()));
    lost.initCause(e);
    return lost;
  }
}
