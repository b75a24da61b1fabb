package org.leasehold.core.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.leasehold.core.protocol.ErrorCode;

@Timeout(60)
class AgentLinkTest {
  @TempDir Path folder;

  @Test
  void attemptsComeQuicklyAtFirstAndThenEveryFifteenSeconds() {
    assertEquals(
        List.of(500L, 1000L, 2000L, 4000L, 8000L, 15000L, 15000L, 15000L),
        IntStream.of(1, 2, 3, 4, 5, 6, 7, 1000)
            .mapToObj(attempt -> Backoff.after(attempt).toMillis())
            .toList());
  }

  @Test
  void aLinkGreetsAndIsUp() throws Exception {
    try (var _ = StubAgent.listen(socket());
        var probe = new LinkProbe(this::unix)) {
      assertEquals(new LinkState.Connecting(1), probe.next());
      assertEquals(StubAgent.WELCOME, assertInstanceOf(LinkState.Up.class, probe.next()).welcome());
    }
  }

  @Test
  void aBrokenConnectionIsDialledAgainAndTheCountStartsAnew() throws Exception {
    try (var agent = StubAgent.listen(socket());
        var probe = new LinkProbe(this::unix)) {
      probe.await(LinkState.Up.class);
      agent.connection().close();
      assertEquals(
          new LinkState.Waiting(
              LinkException.Kind.UNREACHABLE,
              "the connection to kvm1 ended: the other end closed the connection",
              Duration.ofMillis(500)),
          probe.next());
      assertEquals(new LinkState.Connecting(2), probe.next());
      assertInstanceOf(LinkState.Up.class, probe.next());
    }
  }

  @Test
  void whatTimeCannotMendWaitsForAPerson() throws Exception {
    var answers =
        new ArrayDeque<>(
            List.of(LinkException.Kind.HOST_KEY_CHANGED, LinkException.Kind.UNREACHABLE));
    Dial dial =
        () -> {
          throw new LinkException(answers.remove(), "said");
        };
    try (var probe = new LinkProbe(dial)) {
      assertEquals(new LinkState.Connecting(1), probe.next());
      assertEquals(
          new LinkState.Refused(LinkException.Kind.HOST_KEY_CHANGED, "said"), probe.next());
      probe.link().retry();
      assertEquals(new LinkState.Connecting(2), probe.next());
      assertEquals(
          new LinkState.Waiting(LinkException.Kind.UNREACHABLE, "said", Duration.ofSeconds(1)),
          probe.next());
    }
  }

  @Test
  void aStreamThatDoesNotCloseIsAConnectionThatBroke() throws Exception {
    Dial dial =
        () ->
            new Stream(
                () -> {
                  throw new IOException("the device is gone");
                });
    try (var probe = new LinkProbe(dial)) {
      assertEquals(
          new LinkState.Waiting(
              LinkException.Kind.UNREACHABLE,
              "the connection did not close: the device is gone",
              Duration.ofMillis(500)),
          probe.await(LinkState.Waiting.class));
    }
  }

  @Test
  void anAgentThatEndsBeforeItGreetsIsNoAgent() throws Exception {
    try (var probe = new LinkProbe(() -> new Stream(() -> {}))) {
      assertEquals(
          new LinkState.Waiting(
              LinkException.Kind.NO_AGENT,
              "no agent answers on kvm1: hello: no answer, the connection ended: the other end closed the connection",
              Duration.ofMillis(500)),
          probe.await(LinkState.Waiting.class));
    }
  }

  @Test
  void anAgentOfAnotherVersionIsNamed() throws Exception {
    var answer =
        "{\"jsonrpc\":\"2.0\",\"id\":\"1\",\"error\":{\"code\":%d,\"message\":\"no common version\"}}"
            .formatted(ErrorCode.NOT_AGREED.number());
    var frame = "Content-Length: %d\r\n\r\n%s".formatted(answer.length(), answer);
    try (var probe = new LinkProbe(() -> new Stream(frame, () -> {}))) {
      assertEquals(
          new LinkState.Waiting(
              LinkException.Kind.NO_AGENT,
              "the agent on kvm1 speaks another version: no common version",
              Duration.ofMillis(500)),
          probe.await(LinkState.Waiting.class));
    }
  }

  @Test
  void aLinkThatIsClosedWhileItWaitsEndsAtOnce() throws Exception {
    Dial dial =
        () -> {
          throw new LinkException(LinkException.Kind.HOST_KEY_CHANGED, "said");
        };
    try (var probe = new LinkProbe(dial)) {
      probe.await(LinkState.Refused.class);
      probe.link().close();
      assertEquals(new LinkState.Closed(), probe.next());
    }
  }

  private Path socket() {
    return folder.resolve("agent.sock");
  }

  private Transport unix() throws LinkException {
    try {
      var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
      channel.connect(UnixDomainSocketAddress.of(socket()));
      return new Unix(channel);
    } catch (IOException e) {
      throw new LinkException(LinkException.Kind.UNREACHABLE, "no agent: " + e.getMessage(), e);
    }
  }

  /// A far end that says one thing and ends.
  private record Stream(String says, Closeable closes, CountDownLatch asked) implements Transport {
    Stream(Closeable closes) {
      this("", closes);
    }

    Stream(String says, Closeable closes) {
      this(says, closes, new CountDownLatch(1));
    }

    /// Says it when it has been asked.
    @Override
    public InputStream in() {
      return new FilterInputStream(
          new ByteArrayInputStream(says.getBytes(StandardCharsets.US_ASCII))) {
        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
          try {
            asked.await();
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
          return super.read(bytes, from, length);
        }
      };
    }

    @Override
    public OutputStream out() {
      return new OutputStream() {
        @Override
        public void write(int b) {
          asked.countDown();
        }
      };
    }

    @Override
    public String remarks() {
      return "";
    }

    @Override
    public void close() throws IOException {
      closes.close();
    }
  }

  private record Unix(SocketChannel channel) implements Transport {
    @Override
    public InputStream in() {
      return Channels.newInputStream(channel);
    }

    @Override
    public OutputStream out() {
      return Channels.newOutputStream(channel);
    }

    @Override
    public String remarks() {
      return "";
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
