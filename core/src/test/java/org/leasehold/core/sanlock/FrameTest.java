package org.leasehold.core.sanlock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class FrameTest {
  @Test
  void aRequestIsAHeaderOf32BytesAndItsPayload() {
    var payload = ByteBuffer.wrap(new byte[] {7, 8, 9});
    var frame = Frame.request(SanlockCall.ACQUIRE, 8, 1, -1, payload);
    assertEquals(35, frame.remaining());
    int[] header = new int[8];
    frame.asIntBuffer().get(header);
    assertEquals(0x04282010, header[0]);
    assertEquals(1, header[1]);
    assertEquals(7, header[2]);
    assertEquals(8, header[3]);
    assertEquals(35, header[4]);
    assertEquals(0, header[5]);
    assertEquals(1, header[6]);
    assertEquals(-1, header[7]);
    assertEquals(7, frame.get(32));
  }

  @Test
  void aReplyIsSplitIntoResultCountAndPayload() throws Exception {
    var bytes = reply(SanlockCall.GET_HOSTS, 36, -2, 5).putInt(32, 77);
    var reply = Frame.reply(SanlockCall.GET_HOSTS, bytes);
    assertEquals(-2, reply.result());
    assertEquals(5, reply.count());
    assertEquals(77, reply.payload().getInt());
    assertThrows(SanlockException.Refused.class, () -> reply.orRefuse("x"));
  }

  @Test
  void aReplyOfAnotherProgramCommandOrLengthIsNotBelieved() {
    assertBad("magic", reply(SanlockCall.VERSION, 32, 0, 0).putInt(0, 1));
    assertBad("protocol", reply(SanlockCall.VERSION, 32, 0, 0).putInt(4, 0x10001));
    assertBad("command", reply(SanlockCall.GET_HOSTS, 32, 0, 0));
    assertBad("length", reply(SanlockCall.VERSION, 31, 0, 0));
    assertBad("length", reply(SanlockCall.VERSION, 0x7fffffff, 0, 0));
    assertBad("length", reply(SanlockCall.VERSION, -1, 0, 0));
  }

  private static void assertBad(String what, ByteBuffer header) {
    var bad =
        assertThrows(
            SanlockException.BadAnswer.class, () -> Frame.replyBytes(SanlockCall.VERSION, header));
    assertTrue(bad.sentence().contains(what), bad.sentence());
  }

  @Test
  void aListIsReadOnlyIfItsLengthFitsItsCount() throws Exception {
    var reply = new Reply(SanlockCall.GET_HOSTS, 0, 3, Frame.allocate(96));
    reply.requireStructs(Structs.HOST_BYTES);
    var tooMany = new Reply(SanlockCall.GET_HOSTS, 0, 0x08000003, Frame.allocate(96));
    assertThrows(
        SanlockException.BadAnswer.class, () -> tooMany.requireStructs(Structs.HOST_BYTES));
    assertThrows(SanlockException.BadAnswer.class, () -> reply.requireBytes(97));
  }

  static ByteBuffer reply(SanlockCall call, int bytes, int result, int count) {
    return Frame.allocate(Math.clamp(bytes, 32, 4096))
        .putInt(0, Frame.MAGIC)
        .putInt(4, Frame.PROTOCOL)
        .putInt(8, call.number())
        .putInt(16, bytes)
        .putInt(24, result)
        .putInt(28, count);
  }
}
