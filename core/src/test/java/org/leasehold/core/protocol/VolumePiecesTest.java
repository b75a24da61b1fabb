package org.leasehold.core.protocol;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class VolumePiecesTest {
  @Test
  void piecesComeBackAsTheyWere() throws Exception {
    var pieces = new TreeMap<Long, byte[]>();
    pieces.put(0L, new byte[] {1, 2, 3});
    pieces.put(1L << 40, new byte[4096]);
    var back = VolumePieces.decode(VolumePieces.encode(pieces));
    assertEquals(List.copyOf(pieces.keySet()), List.copyOf(back.keySet()));
    for (var key : pieces.keySet()) assertArrayEquals(pieces.get(key), back.get(key));
  }

  @Test
  void damagedTextIsOneSentence() {
    for (var text : List.of("", "not base64!", "AAAA")) {
      var thrown = assertThrows(CallException.class, () -> VolumePieces.decode(text));
      assertEquals(ErrorCode.INVALID_PARAMS, thrown.code(), text);
    }
  }

  @Test
  void mostOfAVolumeIsZerosAndCostsNothing() {
    var pieces = new TreeMap<Long, byte[]>();
    var block = new byte[1 << 20];
    Arrays.fill(block, (byte) 0);
    for (long i = 0; i < 4; i++) pieces.put(i << 20, block);
    assertTrue(VolumePieces.encode(pieces).length() < 8192);
  }
}
