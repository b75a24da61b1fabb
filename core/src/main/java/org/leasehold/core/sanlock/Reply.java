package org.leasehold.core.sanlock;

import java.nio.ByteBuffer;

/// An answer of the daemon.
///
/// @param result 0 or more for success, else a [SanlockCode]
/// @param count how many structs follow, where the command returns a list
/// @param payload from position 0, in the machine's byte order
record Reply(SanlockCall call, int result, int count, ByteBuffer payload) {
  /// @param subject what the call was about, for the message
  Reply orRefuse(String subject) throws SanlockException.Refused {
    if (result < 0) throw new SanlockException.Refused(call, subject, result);
    return this;
  }

  /// Checks that the payload holds exactly `count` structs before anybody reads them.
  void requireStructs(int structBytes) throws SanlockException.BadAnswer {
    long bytes = (long) structBytes * Integer.toUnsignedLong(count);
    if (bytes != payload.remaining()) {
      throw new SanlockException.BadAnswer(
          call,
          "%s structs of %d bytes in %d bytes"
              .formatted(Integer.toUnsignedString(count), structBytes, payload.remaining()));
    }
  }

  void requireBytes(int bytes) throws SanlockException.BadAnswer {
    if (payload.remaining() < bytes) {
      throw new SanlockException.BadAnswer(
          call, "%d bytes instead of %d".formatted(payload.remaining(), bytes));
    }
  }
}
