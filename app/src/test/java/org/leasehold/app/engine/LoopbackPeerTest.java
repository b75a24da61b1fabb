package org.leasehold.app.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoopbackPeerTest {
  private static final List<String> SOCKETS =
      List.of(
          "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid "
              + " timeout inode",
          "   0: 0100007F:E0C8 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0       "
              + " 0 1 1",
          "   1: 0100007F:D431 0100007F:E0C8 01 00000000:00000000 00:00000000 00000000  1003       "
              + " 0 2 1");

  @Test
  void theUserWhoCameIsReadFromHisOwnEnd() {
    assertEquals(1003, LoopbackPeer.uid(SOCKETS, 0xD431, 0xE0C8));
  }

  @Test
  void anEndThatHasGoneBelongsToNobody() {
    assertEquals(-1, LoopbackPeer.uid(SOCKETS, 0xD432, 0xE0C8));
    assertEquals(-1, LoopbackPeer.uid(List.of("", "nonsense"), 0xD431, 0xE0C8));
  }

  @Test
  void ourOwnConnectionIsOurs() throws Exception {
    try (var door = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var viewer = new Socket(InetAddress.getLoopbackAddress(), door.getLocalPort());
        var came = door.accept()) {
      assertTrue(viewer.isConnected());
      assertTrue(LoopbackPeer.isThisUser(came));
    }
  }
}
