package org.leasehold.app.engine;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Who came to a door on 127.0.0.1: every user of this computer can, and only its own is let in.
///
/// @see "proc(5), /proc/net/tcp: sl local_address rem_address st tx_queue:rx_queue tr:tm->when
///   retrnsmt uid; addresses in hexadecimal, the port after the colon"
final class LoopbackPeer {
  private static final List<Path> SOCKETS =
      List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));
  private static final String LOOPBACK = "0100007F";
  private static final String LOOPBACK_MAPPED = "0000000000000000FFFF00000100007F";
  private static final int LOCAL = 1;
  private static final int REMOTE = 2;
  private static final int UID = 7;

  private LoopbackPeer() {}

  /// Whether the other end belongs to the user of this process; an end that has gone does not.
  static boolean isThisUser(Socket came) throws IOException {
    int own = (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    var lines = new ArrayList<String>();
    for (var sockets : SOCKETS)
      if (Files.exists(sockets)) lines.addAll(Files.readAllLines(sockets));
    return uid(lines, came.getPort(), came.getLocalPort()) == own;
  }

  /// @param lines of `/proc/net/tcp` and `tcp6`
  /// @return user id of the socket from one port of this computer to another, -1 when there is none
  static int uid(List<String> lines, int from, int to) {
    for (var line : lines) {
      var words = line.strip().split("\\s+", -1);
      if (words.length <= UID || !isPort(words[LOCAL], from) || !isPort(words[REMOTE], to)) {
        continue;
      }
      return Integer.parseInt(words[UID]);
    }
    return -1;
  }

  private static boolean isPort(String address, int port) {
    var end = ":%04X".formatted(port);
    return address.equals(LOOPBACK + end) || address.equals(LOOPBACK_MAPPED + end);
  }
}
