package org.leasehold.agent.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leasehold.core.model.AgentInstance;
import org.leasehold.core.model.BootId;
import org.leasehold.core.model.Epoch;
import org.leasehold.core.model.HostId;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.Done;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.protocol.HostTopic;
import org.leasehold.core.protocol.Limits;
import org.leasehold.core.protocol.Method;
import org.leasehold.core.protocol.Peer;

/// The server over a real socket: greeting, refusals, deadlines, cancellation, and what it
/// survives.
class RpcServerTest {
  private static final Limits SMALL =
      new Limits(64 << 10, 256, 16, 4, 256 << 10, 64, Duration.ofSeconds(2));

  private record Word(String text) {}

  private static final Method<Word, Done> ECHO =
      new Method<>("test/echo", Word.class, Done.class, Duration.ofSeconds(5), "");
  private static final Method<Word, Done> HANGS =
      new Method<>("test/hangs", Word.class, Done.class, Duration.ofMillis(300), "");
  private static final Method<Word, Done> WAITS =
      new Method<>("test/waits", Word.class, Done.class, Duration.ofMinutes(1), "");

  @TempDir Path folder;
  private AgentSite site;
  private final CountDownLatch interrupted = new CountDownLatch(1);

  @BeforeEach
  void open() throws IOException {
    site = new AgentSite(folder, SMALL);
    site.handlers.on(ECHO, (word, _) -> new Done(word.text()));
    site.handlers.on(
        HANGS,
        (_, _) -> {
          Thread.sleep(60_000);
          return new Done("");
        });
    site.handlers.on(
        WAITS,
        (_, call) -> {
          try {
            call.progress(10, "waiting");
            Thread.sleep(60_000);
          } catch (InterruptedException e) {
            interrupted.countDown();
            throw e;
          }
          return new Done("");
        });
  }

  @AfterEach
  void close() throws IOException {
    site.close();
  }

  private static CallException refusal(Peer client, Method<Word, Done> method) {
    return assertThrows(
        CallException.class, () -> client.call(method, new Word("x"), AgentSite.SOON));
  }

  @Test
  void helloTellsWhoAnswersAndWhatItOffers() throws Exception {
    try (var client = site.client(new LinkedBlockingQueue<>())) {
      var welcome =
          client.call(HostTopic.HELLO, new HostTopic.Hello(0, 9, "engine"), AgentSite.SOON);
      assertEquals(
          new HostTopic.Welcome(
              1,
              new AgentInstance(1),
              new BootId("boot-1"),
              "h1",
              new HostId(1),
              "test",
              100_000,
              Epoch.NONE,
              site.handlers.names()),
          welcome);
    }
  }

  @Test
  void withoutACommonVersionHelloNamesBothRanges() throws Exception {
    try (var client = site.client(new LinkedBlockingQueue<>())) {
      var e =
          assertThrows(
              CallException.class,
              () ->
                  client.call(
                      HostTopic.HELLO, new HostTopic.Hello(2, 3, "engine"), AgentSite.SOON));
      assertEquals(ErrorCode.NOT_AGREED, e.code());
      assertEquals(
          "this agent speaks protocol 1 to 1, you speak 2 to 3; update the older one",
          e.sentence());
    }
  }

  @Test
  void nothingIsDoneBeforeHello() throws Exception {
    try (var client = site.client(new LinkedBlockingQueue<>())) {
      var e = refusal(client, ECHO);
      assertEquals(
          "NOT_AGREED: say `hello` first, so that both ends agree on a version",
          e.code() + ": " + e.sentence());
    }
  }

  @Test
  void anUnknownMethodIsACleanErrorAndTheConnectionGoesOn() throws Exception {
    try (var client = site.greeted()) {
      var unknown = new Method<>("vm/teleport", Word.class, Done.class, Duration.ofSeconds(1), "");
      var e = refusal(client, unknown);
      assertEquals(ErrorCode.METHOD_NOT_FOUND, e.code());
      assertEquals(
          "this agent does not offer 'vm/teleport'; `hello` lists what it offers", e.sentence());
      assertEquals(new Done("x"), client.call(ECHO, new Word("x"), AgentSite.SOON));
    }
  }

  @Test
  void aCallPastItsDeadlineIsAnsweredAndItsThreadInterrupted() throws Exception {
    try (var client = site.greeted()) {
      var e = refusal(client, HANGS);
      assertEquals(
          "TIMED_OUT: test/hangs did not end by its deadline and was interrupted; it may still"
              + " happen",
          e.code() + ": " + e.sentence());
      assertEquals(new Done("x"), client.call(ECHO, new Word("x"), AgentSite.SOON));
    }
  }

  @Test
  void aCancelledCallIsInterrupted() throws Exception {
    try (var client = site.greeted()) {
      var e =
          assertThrows(
              CallException.class, () -> client.call(WAITS, new Word("x"), Duration.ofMillis(200)));
      assertEquals(ErrorCode.TIMED_OUT, e.code());
      assertTrue(interrupted.await(10, TimeUnit.SECONDS));
    }
  }

  @Test
  void aCallWhoseConnectionEndsIsInDoubtAtOnceAndDoesNotWaitForItsDeadline() throws Exception {
    try (var client = site.greeted()) {
      Thread.ofVirtual()
          .start(
              () -> {
                while (site.sessions.callsUnderWay() == 0) Thread.onSpinWait();
                site.sessions.closeAll("test");
              });
      long start = System.nanoTime();
      assertEquals(ErrorCode.IN_DOUBT, refusal(client, WAITS).code());
      assertTrue(System.nanoTime() - start < Duration.ofSeconds(10).toNanos());
      assertEquals(ErrorCode.IN_DOUBT, refusal(client, ECHO).code());
    }
  }

  @Test
  void moreCallsAtOnceThanAllowedAreToldBusy() throws Exception {
    try (var client = site.greeted()) {
      for (int i = 0; i < SMALL.requestsMax(); i++) {
        Thread.ofVirtual().start(() -> refusal(client, WAITS));
      }
      long end = System.nanoTime() + AgentSite.SOON.toNanos();
      while (site.sessions.callsUnderWay() < SMALL.requestsMax() && System.nanoTime() < end) {
        Thread.sleep(5);
      }
      var e = refusal(client, ECHO);
      assertEquals(
          "BUSY: 4 calls are under way for this connection; wait until one has ended",
          e.code() + ": " + e.sentence());
    }
  }

  @Test
  void onlyRootAndTheGroupReachTheSocket() throws Exception {
    assertEquals(
        "rw-rw----",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("agent.sock"))));
  }

  @Test
  void aSecondAgentIsRefusedAndASocketLeftBehindIsReplaced() throws Exception {
    var sessions = new Sessions();
    var path = folder.resolve("agent.sock");
    try (var dispatcher = new Dispatcher(site.handlers, _ -> {}, SMALL)) {
      assertThrows(IOException.class, () -> RpcServer.listen(path, dispatcher, sessions, SMALL));
      site.close();
      Files.createFile(path);
      RpcServer.listen(path, dispatcher, sessions, SMALL).close();
    }
  }

  @Test
  void aReaderThatDoesNotReadIsDroppedWithTheReason() throws Exception {
    try (var channel = site.raw()) {
      var out = Channels.newOutputStream(channel);
      var big = "x".repeat(20_000);
      frame(
          out,
          "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"hello\",\"params\":{\"protocolMin\":1,\"protocolMax\":1,\"caller\":\"slow\"}}");
      long end = System.nanoTime() + AgentSite.SOON.toNanos();
      assertThrows(
          IOException.class,
          () -> {
            for (int id = 1; System.nanoTime() < end; id++) {
              frame(
                  out,
                  "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"test/echo\",\"params\":{\"text\":\"%s\"}}"
                      .formatted(id, big));
            }
          });
    }
    assertServes();
  }

  private static void frame(OutputStream out, String json) throws IOException {
    var body = json.getBytes(StandardCharsets.UTF_8);
    out.write(("Content-Length: " + body.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    out.write(body);
    out.flush();
  }

  private void assertServes() throws Exception {
    try (var client = site.greeted()) {
      assertEquals(
          new Done("still here"), client.call(ECHO, new Word("still here"), AgentSite.SOON));
    }
  }

  /// Seeded: garbage headers, lengths that lie, deep nesting, broken JSON and JSON-RPC, cut frames.
  @Test
  void tenThousandMalformedFramesLeaveItServing() throws Exception {
    var random = new Random(20_261_122);
    var frames = new MalformedFrames(random);
    int sent = 0;
    while (sent < 10_000) {
      try (var channel = site.raw()) {
        var out = Channels.newOutputStream(channel);
        for (int i = 0; i < 50 && sent < 10_000; i++) {
          sent++;
          out.write(frames.next());
        }
      } catch (IOException _) {
        // Dropped by the server, as it should; the next connection goes on.
      }
    }
    // Its connections end first: while as many are open as it allows, it refuses the next one.
    long end = System.nanoTime() + AgentSite.SOON.toNanos();
    while (site.sessions.count() > 0 && System.nanoTime() < end) Thread.sleep(10);
    assertEquals(0, site.sessions.count(), Arrays.toString(frames.kindsMade()));
    assertServes();
    assertNotNull(site.journal);
  }

  @Test
  void aSecondAgentIsRefusedTheSocketOfTheFirst() throws Exception {
    var e = assertThrows(IOException.class, () -> new AgentSite(folder, SMALL));
    assertEquals(
        folder.resolve("agent.sock") + " is served by another process already", e.getMessage());
    try (var client = site.greeted()) {
      assertEquals(new Done("x"), client.call(ECHO, new Word("x"), AgentSite.SOON));
    }
  }
}
