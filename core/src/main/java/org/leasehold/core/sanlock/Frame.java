package org.leasehold.core.sanlock;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// One message of the socket protocol: a header of 32 bytes, then a payload.
///
/// All numbers are in the byte order of the machine: both ends are on it.
///
/// @see "sanlock src/sanlock_sock.h: struct sm_header"
final class Frame {
  static final int HEADER_BYTES = 32;
  static final int MAGIC = 0x04282010;
  static final int PROTOCOL = 1;

  /// The daemon's own limit for a list it returns (`LOG_DUMP_SIZE`) and a header.
  static final int REPLY_BYTES_MAX = HEADER_BYTES + (1 << 20);

  /// Upper half of the version; other minor versions can be talked to.
  private static final int PROTOCOL_MAJOR = 0;

  private Frame() {}

  static ByteBuffer allocate(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.nativeOrder());
  }

  /// @param data result in a reply, meaning by command in a request
  /// @param data2 in requests about a process its pid, or -1 for the registered sender
  static ByteBuffer request(SanlockCall call, int flags, int data, int data2, ByteBuffer payload) {
    int bytes = HEADER_BYTES + payload.remaining();
    return allocate(bytes)
        .putInt(MAGIC)
        .putInt(PROTOCOL)
        .putInt(call.number())
        .putInt(flags)
        .putInt(bytes)
        .putInt(0)
        .putInt(data)
        .putInt(data2)
        .put(payload)
        .flip();
  }

  /// Reads how long a reply is, from its header.
  ///
  /// @param header at least [#HEADER_BYTES] from position 0
  /// @return length in bytes with the header
  static int replyBytes(SanlockCall call, ByteBuffer header) throws SanlockException.BadAnswer {
    if (header.getInt(0) != MAGIC) throw bad(call, "magic 0x%08x".formatted(header.getInt(0)));
    if (header.getInt(4) >>> 16 != PROTOCOL_MAJOR) {
      throw bad(call, "protocol 0x%08x".formatted(header.getInt(4)));
    }
    if (header.getInt(8) != call.number()) throw bad(call, "for command " + header.getInt(8));
    int bytes = header.getInt(16);
    if (bytes < HEADER_BYTES || bytes > REPLY_BYTES_MAX) {
      throw bad(call, "length " + Integer.toUnsignedString(bytes) + " bytes");
    }
    return bytes;
  }

  static Reply reply(SanlockCall call, ByteBuffer whole) throws SanlockException.BadAnswer {
    replyBytes(call, whole);
    var payload = whole.slice(HEADER_BYTES, whole.limit() - HEADER_BYTES).order(whole.order());
    return new Reply(call, whole.getInt(24), whole.getInt(28), payload);
  }

  private static SanlockException.BadAnswer bad(SanlockCall call, String what) {
    return new SanlockException.BadAnswer(call, "header with " + what);
  }
}
