package org.leasehold.core.sanlock;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.leasehold.core.model.Generation;
import org.leasehold.core.sanlock.DaemonStatus.Client;
import org.leasehold.core.sanlock.DaemonStatus.Lease;
import org.leasehold.core.sanlock.DaemonStatus.Lockspace;

/// The stream of records that follows the reply to `status`, up to the end of the connection.
///
/// @see "sanlock src/sanlock_sock.h: struct sanlk_state; src/cmd.c: send_state_*"
final class StatusStream {
  /// Far above what 2,000 clients and leases need.
  static final int BYTES_MAX = 8 << 20;

  static final int STATE_BYTES = 80;
  private static final int TEXT_BYTES_MAX = 4096;
  private static final SanlockCall CALL = SanlockCall.STATUS;

  private final ByteBuffer bytes;
  private SequencedMap<String, String> daemon = new LinkedHashMap<>();
  private final List<Client> clients = new ArrayList<>();
  private final List<Lockspace> lockspaces = new ArrayList<>();
  private final List<Lease> leases = new ArrayList<>();

  private StatusStream(ByteBuffer bytes) {
    this.bytes = bytes;
  }

  static DaemonStatus parse(ByteBuffer bytes) throws SanlockException.BadAnswer {
    var stream = new StatusStream(bytes);
    while (bytes.hasRemaining()) stream.record();
    return new DaemonStatus(stream.daemon, stream.clients, stream.lockspaces, stream.leases);
  }

  private void record() throws SanlockException.BadAnswer {
    var state = next(STATE_BYTES);
    int textBytes = state.getInt(72);
    if (textBytes < 0 || textBytes > TEXT_BYTES_MAX) throw bad("text of " + textBytes + " bytes");
    var details = details(Structs.text(next(textBytes), 0, textBytes));
    switch (state.getInt(0)) {
      case 1 -> daemon = details;
      case 2 -> clients.add(new Client(state.getInt(8), name(state), details));
      case 3 -> lockspaces.add(lockspace(details));
      case 4 -> leases.add(lease(state, details));
      default -> throw bad("record of type " + state.getInt(0));
    }
  }

  private static String name(ByteBuffer state) {
    return Structs.text(state, 24, Structs.NAME_BYTES);
  }

  private Lockspace lockspace(SequencedMap<String, String> details)
      throws SanlockException.BadAnswer {
    var joined = Structs.joined(CALL, next(Structs.LOCKSPACE_BYTES), 0);
    var phase =
        switch (details.getOrDefault("list", "")) {
          case "add" -> JoinedLockspace.Phase.JOINING;
          case "rem" -> JoinedLockspace.Phase.LEAVING;
          default -> JoinedLockspace.Phase.JOINED;
        };
    var generation = new Generation(number(details.getOrDefault("host_generation", "0")));
    return new Lockspace(joined.name(), joined.host(), joined.place(), phase, generation, details);
  }

  private Lease lease(ByteBuffer state, SequencedMap<String, String> details)
      throws SanlockException.BadAnswer {
    var resource = next(Structs.RESOURCE_BYTES);
    int disks = resource.getInt(124);
    if (disks < 0 || disks > Structs.DISKS_MAX) throw bad(disks + " disks");
    var places = new ArrayList<LeasePlace>();
    for (int i = 0; i < disks; i++) places.add(Structs.place(CALL, next(Structs.DISK_BYTES), 0));
    var phase =
        switch (details.getOrDefault("list", "")) {
          case "held" -> Lease.Phase.HELD;
          case "add" -> Lease.Phase.ACQUIRING;
          case "rem" -> Lease.Phase.RELEASING;
          case "orphan" -> Lease.Phase.ORPHAN;
          default -> Lease.Phase.UNKNOWN;
        };
    return new Lease(
        Structs.text(resource, 0, Structs.NAME_BYTES),
        Structs.text(resource, Structs.NAME_BYTES, Structs.NAME_BYTES),
        places,
        state.getLong(16),
        (resource.getInt(120) & Structs.RESOURCE_SHARED) != 0,
        state.getInt(8),
        phase,
        details);
  }

  private static SequencedMap<String, String> details(String text) {
    var details = new LinkedHashMap<String, String>();
    for (var word : text.split(" ", -1)) {
      int equals = word.indexOf('=');
      if (equals > 0) details.put(word.substring(0, equals), word.substring(equals + 1));
    }
    return details;
  }

  private static long number(String digits) throws SanlockException.BadAnswer {
    try {
      return Long.parseUnsignedLong(digits);
    } catch (NumberFormatException e) {
      throw bad("number '" + digits + "'");
    }
  }

  private ByteBuffer next(int count) throws SanlockException.BadAnswer {
    if (bytes.remaining() < count) {
      throw bad("%d bytes where %d belong".formatted(bytes.remaining(), count));
    }
    var slice = bytes.slice(bytes.position(), count).order(bytes.order());
    bytes.position(bytes.position() + count);
    return slice;
  }

  private static SanlockException.BadAnswer bad(String what) {
    return new SanlockException.BadAnswer(CALL, what);
  }
}
