package org.leasehold.core.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

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
    } catch (java.io.IOException e) {
      throw new LinkException(LinkException.Kind.UNREACHABLE, "no agent: " + e.getMessage(), e);
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
    public void close() throws java.io.IOException {
      channel.close();
    }
  }
}
