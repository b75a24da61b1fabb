package org.leasehold.core.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Why a connection ended, and what a call that got no answer says, each in its whole sentence.
@Timeout(30)
class PeerRefusalsTest {
  private static final Limits SMALL = new Limits(200, 64, 4, 4, 400, 4, Duration.ofSeconds(2));
  private static final Method<Done, Done> ASK =
      new Method<>("test/ask", Done.class, Done.class, Duration.ofMillis(50), "");

  private final CountDownLatch closed = new CountDownLatch(1);
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();

  @AfterEach
  void down() {
    closed.countDown();
  }

  private Peer peer(InputStream in, OutputStream out) {
    return new Peer("test", in, out, closed::countDown, SMALL, new Odd());
  }

  private static InputStream frames(String... bodies) {
    var text = new StringBuilder();
    for (var body : bodies) {
      text.append("Content-Length: ").append(body.length()).append("\r\n\r\n").append(body);
    }
    return new ByteArrayInputStream(text.toString().getBytes(StandardCharsets.US_ASCII));
  }

  /// Nothing comes until the connection is closed.
  private InputStream silence() {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        return hang();
      }

      @Override
      public int read(byte[] bytes, int from, int length) throws IOException {
        return hang();
      }
    };
  }

  private OutputStream deaf() {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        hang();
      }
    };
  }

  private int hang() throws IOException {
    try {
      closed.await();
      throw new IOException("closed");
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  /// Requests by name: what a handler should not do.
  private static final class Odd implements Peer.Handler {
    @Override
    public CompletableFuture<JsonElement> request(String method, @Nullable JsonElement params) {
      return switch (method) {
        case "throws" -> throw new IllegalStateException("a defect");
        case "long" -> CompletableFuture.completedFuture(new JsonPrimitive("x".repeat(500)));
        default ->
            CompletableFuture.failedFuture(
                new CallException(ErrorCode.METHOD_NOT_FOUND, "no method " + method));
      };
    }

    @Override
    public void notice(String name, @Nullable JsonElement params) {}
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
"""
Content-Length: 201~~ | bad frame: a frame of 201 bytes, at most 200
Content-Length: 20~~x | cannot read: the stream ended within a frame
''                    | the other end closed the connection
""")
  void whatEndsAConnection(String stream, String sentence) {
    var in =
        new ByteArrayInputStream(stream.replace("~", "\r\n").getBytes(StandardCharsets.US_ASCII));
    assertEquals(sentence, peer(in, written).serve());
  }

  /// @return the sentence of the one answer
  private String answered(String body) throws Exception {
    var in = new SequenceInputStream(frames(body), silence());
    var peer = peer(in, written);
    peer.start();
    while (!written.toString(StandardCharsets.UTF_8).contains("}}")) {
      if (peer.end() != null) return "ended: " + peer.end();
      Thread.sleep(5);
    }
    var frame = written.toString(StandardCharsets.UTF_8);
    var error =
        JsonParser.parseString(frame.substring(frame.indexOf('{')))
            .getAsJsonObject()
            .getAsJsonObject("error");
    return error.get("code").getAsInt() + " " + error.get("message").getAsString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
"""
null                                       | -32600 not a JSON-RPC message: empty
{'jsonrpc':                                | -32600 not a JSON-RPC message: End of input at line 1 column 12 path $.jsonrpc
{'jsonrpc':'2.0','id':1,'method':'throws'} | -32603 internal error: java.lang.IllegalStateException
{'jsonrpc':'2.0','id':1,'method':'other'}  | -32601 no method other
{'jsonrpc':'2.0','id':1,'method':'long'}   | -32603 the answer cannot be sent: a frame of 536 bytes to send, at most 200
""")
  void whatIsAnsweredInstead(String body, String sentence) throws Exception {
    assertEquals(sentence, answered(body.replace('\'', '"')));
  }

  @Test
  void aCallThatIsNotAnsweredInTime() {
    try (var peer = peer(silence(), written)) {
      peer.start();
      var thrown =
          assertThrows(CallException.class, () -> peer.call(ASK, new Done(""), ASK.atMost()));
      assertEquals("test/ask was not answered within 50 ms", thrown.sentence());
      assertEquals(ErrorCode.TIMED_OUT, thrown.code());
    }
  }

  @Test
  void aCallOverAConnectionThatEnded() {
    var peer = peer(silence(), written);
    peer.close();
    var thrown =
        assertThrows(CallException.class, () -> peer.call(ASK, new Done(""), ASK.atMost()));
    assertEquals(
        "test/ask: no answer, the connection ended: closed by this end", thrown.sentence());
    assertEquals(ErrorCode.IN_DOUBT, thrown.code());
  }

  @Test
  void aCallThatIsInterrupted() {
    try (var peer = peer(silence(), written)) {
      peer.start();
      Thread.currentThread().interrupt();
      var thrown =
          assertThrows(CallException.class, () -> peer.call(ASK, new Done(""), ASK.atMost()));
      assertTrue(Thread.interrupted());
      assertEquals("test/ask was cancelled", thrown.sentence());
      assertEquals(ErrorCode.CANCELLED, thrown.code());
    }
  }

  private record Words(String text) {}

  private static final Notice<Words> SAID = new Notice<>("test/said", Words.class, "");

  @Test
  void aReaderThatDoesNotReadIsDropped() {
    var peer = peer(silence(), deaf());
    peer.start();
    for (int i = 0; i < 10; i++) peer.tell(SAID, new Words("x"));
    assertEquals(
        "reads too slowly: 4 frames, 240 bytes wait, the oldest write for N ms",
        String.valueOf(peer.end()).replaceFirst("[0-9]+ ms", "N ms"));
  }

  @Test
  void aStreamThatTakesNothingEndsTheConnection() throws Exception {
    var out =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("Broken pipe");
          }
        };
    var peer = peer(silence(), out);
    peer.start();
    peer.tell(SAID, new Words("x"));
    closed.await();
    assertEquals("cannot write: Broken pipe", peer.end());
  }

  @Test
  void aCallThatIsTooLongIsNotSent() {
    try (var peer = peer(silence(), written)) {
      peer.start();
      var say = new Method<>("test/say", Words.class, Done.class, Duration.ofSeconds(5), "");
      var thrown =
          assertThrows(
              CallException.class, () -> peer.call(say, new Words("x".repeat(300)), say.atMost()));
      assertEquals(
          "test/say was not sent: a frame of 367 bytes to send, at most 200", thrown.sentence());
      assertEquals(ErrorCode.INVALID_PARAMS, thrown.code());
    }
  }

  @Test
  void aRefusalThatCannotBeSentEndsTheConnection() {
    var asked = "{\"%s\":".formatted("x".repeat(150));
    assertEquals(
        "cannot answer: a frame of 279 bytes to send, at most 200",
        peer(frames(asked), written).serve());
  }
}
