package org.leasehold.core.sanlock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.sanlock.SanlockException.NotReachable;

/// Daemons that answer nonsense, half an answer or nothing.
class FakeDaemonTest {
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final LockspaceName SPACE = new LockspaceName("space");

  @TempDir private Path runDir = Path.of("set by JUnit");

  /// What a fake daemon does on its one connection.
  private interface Behaviour {
    void on(SocketChannel connection) throws Exception;
  }

  private SanlockClient clientOf(Behaviour behaviour) throws IOException {
    return clientOf(new Patience(SHORT, SHORT), behaviour);
  }

  private SanlockClient clientOf(Patience patience, Behaviour behaviour) throws IOException {
    var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    listener.bind(UnixDomainSocketAddress.of(runDir.resolve("sanlock.sock")));
    Thread.ofVirtual()
        .start(
            () -> {
              try (listener;
                  var connection = listener.accept()) {
                connection.read(ByteBuffer.allocate(4096));
                behaviour.on(connection);
              } catch (IOException e) {
                // The client has seen enough and closed; what it made of it is the test.
                return;
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    return new SocketSanlockClient(runDir, patience);
  }

  @Test
  void anAnswerInSingleBytesIsPutTogether() throws Exception {
    var client =
        clientOf(
            connection -> {
              var reply = FrameTest.reply(SanlockCall.VERSION, 32, 0, 0x03080500);
              while (reply.hasRemaining()) {
                connection.write(ByteBuffer.wrap(new byte[] {reply.get()}));
                Thread.sleep(1);
              }
            });
    assertEquals(new SanlockVersion(3, 8, 5), client.version());
  }

  @Test
  void halfAnAnswerAndThenTheEndIsAConnectionLost() throws Exception {
    var client = clientOf(connection -> connection.write(ByteBuffer.allocate(10)));
    var lost = assertThrows(SanlockException.ConnectionLost.class, client::version);
    assertEquals(
        "the connection to sanlock ended during version: the daemon closed it after 10 of 32 bytes",
        lost.sentence());
  }

  @Test
  void halfAnAnswerAndThenSilenceEndsAtTheDeadline() throws Exception {
    var client =
        clientOf(
            connection -> {
              connection.write(FrameTest.reply(SanlockCall.GET_HOSTS, 96, 0, 2).limit(40));
              Thread.sleep(20_000);
            });
    long begin = System.nanoTime();
    var silent = assertThrows(SanlockException.NoAnswer.class, () -> client.getHosts(SPACE));
    assertEquals(
        "sanlock did not answer list hosts of lockspace space within 0.3 s; it may still do it",
        silent.sentence());
    assertTrue(System.nanoTime() - begin < 10_000_000_000L, "took too long");
  }

  @Test
  void aLengthOfGigabytesIsRefusedBeforeAnythingIsAllocated() throws Exception {
    var client =
        clientOf(
            connection ->
                connection.write(FrameTest.reply(SanlockCall.GET_HOSTS, 0x7ffffff0, 0, 1)));
    assertEquals(
        "sanlock's answer to list hosts was not understood: header with length 2147483632 bytes",
        assertThrows(SanlockException.BadAnswer.class, () -> client.getHosts(SPACE)).sentence());
  }

  @Test
  void moreHostsThanBytesAreRefused() throws Exception {
    var client =
        clientOf(
            connection ->
                connection.write(FrameTest.reply(SanlockCall.GET_HOSTS, 64, 0, 0x10000001)));
    assertEquals(
        "sanlock's answer to list hosts was not understood: 268435457 structs of 32 bytes in 32 bytes",
        assertThrows(SanlockException.BadAnswer.class, () -> client.getHosts(SPACE)).sentence());
  }

  @Test
  void aStatusWithoutEndIsCutOff() throws Exception {
    var client =
        clientOf(
            Patience.DEFAULT,
            connection -> {
              connection.write(FrameTest.reply(SanlockCall.STATUS, 32, 0, 0));
              var flood = ByteBuffer.allocate(1 << 20);
              for (int i = 0; i < 9; i++) {
                while (flood.hasRemaining()) connection.write(flood);
                flood.clear();
              }
            });
    assertEquals(
        "sanlock's answer to status was not understood: more than 8388608 bytes",
        assertThrows(SanlockException.BadAnswer.class, client::status).sentence());
  }

  @Test
  void aRegistrationThatIsNotAnsweredFailsAtOnce() throws Exception {
    var client = clientOf(connection -> {});
    assertThrows(SanlockException.ConnectionLost.class, client::register);
  }

  @Test
  void aSocketNobodyListensAtAndAMissingOneAreToldApart() throws Exception {
    var client = new SocketSanlockClient(runDir, Patience.DEFAULT);
    assertEquals(
        NotReachable.Why.NO_SOCKET, assertThrows(NotReachable.class, client::version).why());
    try (var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listener.bind(UnixDomainSocketAddress.of(runDir.resolve("sanlock.sock")));
    }
    var left = assertThrows(NotReachable.class, client::version);
    assertEquals(NotReachable.Why.NOBODY_LISTENS, left.why());
    assertTrue(left.sentence().contains("systemctl start sanlock"), left.sentence());
  }

  @Test
  void aRunDirectoryWhoseNameIsTooLongForASocketIsNamed() throws Exception {
    var deep = runDir.resolve("x".repeat(100));
    Files.createDirectories(deep);
    Files.createFile(deep.resolve("sanlock.sock"));
    var client = new SocketSanlockClient(deep, Patience.DEFAULT);
    var other = assertThrows(NotReachable.class, client::version);
    assertEquals(NotReachable.Why.OTHER, other.why());
  }
}
