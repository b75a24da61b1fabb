package org.leasehold.agent.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.leasehold.agent.guard.Libc;
import org.leasehold.agent.volume.Enrolment;
import org.leasehold.agent.volume.HostWatches;
import org.leasehold.agent.volume.LockspaceLooks;
import org.leasehold.agent.volume.WantedLockspaces;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.Done;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.protocol.HostTopic;
import org.leasehold.core.protocol.Limits;
import org.leasehold.core.protocol.Method;
import org.leasehold.core.protocol.Peer;
import org.leasehold.core.sanlock.Patience;
import org.leasehold.core.sanlock.SocketSanlockClient;

/// Calls that an agent does not do, or does not end: each with its sentence.
@Timeout(60)
class CallRefusalsTest {
  private static final int WORKERS = 24;
  private static final int WAITING = 256;
  private static final Limits MANY =
      new Limits(64 << 10, 256, 16, WORKERS + WAITING + 10, 8 << 20, 1024, Duration.ofSeconds(20));

  private record Word(String text) {}

  private static Method<Word, Done> method(String name) {
    return new Method<>(name, Word.class, Done.class, Duration.ofSeconds(40), "");
  }

  private static final Method<Word, Done> WAITS = method("test/waits");
  private static final Method<Word, Done> BREAKS = method("test/breaks");
  private static final Method<Word, Done> STOPS = method("test/stops");

  @TempDir Path folder;
  private AgentSite site;
  private final Semaphore begun = new Semaphore(0);
  private final CountDownLatch over = new CountDownLatch(1);

  @BeforeEach
  void open() throws Exception {
    site = new AgentSite(folder, MANY);
    site.handlers.on(
        WAITS,
        (_, _) -> {
          begun.release();
          over.await();
          return new Done("");
        });
    site.handlers.on(
        BREAKS,
        (word, _) -> {
          throw new IllegalStateException(word.text());
        });
    site.handlers.on(
        STOPS,
        (_, _) -> {
          throw new InterruptedException();
        });
  }

  @AfterEach
  void close() throws Exception {
    over.countDown();
    site.close();
  }

  private static void refused(
      ErrorCode code, String sentence, Peer client, Method<Word, Done> method) {
    var e =
        assertThrows(
            CallException.class, () -> client.call(method, new Word("secret"), AgentSite.SOON));
    assertEquals(code + ": " + sentence, e.code() + ": " + e.sentence());
  }

  /// Each worker has begun a call before the first one waits: a worker that is free already, but
  /// has not looked into the queue yet, would count as one that waits.
  @Test
  void moreCallsThanAnAgentWaitsFor() throws Exception {
    try (var client = site.greeted();
        var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<Done> call = () -> client.call(WAITS, new Word("x"), Duration.ofSeconds(40));
      var answers = new ArrayList<Future<Done>>();
      for (int i = 0; i < WORKERS; i++) answers.add(callers.submit(call));
      assertTrue(begun.tryAcquire(WORKERS, 40, TimeUnit.SECONDS));
      for (int i = 0; i < WAITING; i++) answers.add(callers.submit(call));
      while (site.sessions.callsUnderWay() < WORKERS + WAITING) Thread.sleep(5);
      refused(
          ErrorCode.BUSY,
          "256 calls wait in this agent already; try again when some have ended",
          client,
          WAITS);
      over.countDown();
      for (var answer : answers) assertEquals(new Done(""), answer.get());
    }
  }

  @Test
  void oneThatIsBrokenOffWithinMayHaveHappened() throws Exception {
    try (var client = site.greeted()) {
      refused(ErrorCode.CANCELLED, "test/stops was cancelled; it may have happened", client, STOPS);
    }
  }

  /// What a defect says may hold what nobody should read.
  @Test
  void aDefectIsNamedWithoutItsWords() throws Exception {
    try (var client = site.greeted()) {
      refused(
          ErrorCode.INTERNAL_ERROR,
          "internal error: java.lang.IllegalStateException",
          client,
          BREAKS);
    }
  }

  @Test
  void eventsThatAreNotThereAreNotAcknowledged() throws Exception {
    try (var client = site.greeted()) {
      var e =
          assertThrows(
              CallException.class,
              () ->
                  client.call(HostTopic.ACKNOWLEDGE, new HostTopic.Acknowledge(7), AgentSite.SOON));
      assertEquals(
          "FAILED: events up to 7 are not acknowledged: event 7 does not exist, the last is 0",
          e.code() + ": " + e.sentence());
    }
  }

  @Test
  void aLockspaceThatIsNotJoinedIsNotWatched() throws Exception {
    var sanlock = new SocketSanlockClient(folder, Patience.DEFAULT);
    var wanted = WantedLockspaces.open(folder);
    var looks =
        new LockspaceLooks(
            sanlock, wanted, new Enrolment(wanted), Libc::now, site.journal, () -> {});
    var ask = new HostTopic.Watch(new LockspaceName("ls"), List.of(), List.of());
    try (var watches = new HostWatches(wanted, looks, site.reports);
        var client = site.greeted()) {
      watches.bind(site.handlers);
      var e =
          assertThrows(
              CallException.class, () -> client.call(HostTopic.WATCH, ask, AgentSite.SOON));
      assertEquals(
          "NOT_JOINED: lockspace ls is not joined by this agent; join it first",
          e.code() + ": " + e.sentence());
    }
  }

  @Test
  void aSocketThatCannotBeMadeIsSaid() throws Exception {
    var path = folder.resolve("nothing").resolve("agent.sock");
    var sessions = new Sessions();
    try (var dispatcher = new Dispatcher(site.handlers, _ -> {}, MANY)) {
      var e =
          assertThrows(
              java.io.IOException.class, () -> RpcServer.listen(path, dispatcher, sessions, MANY));
      assertEquals(path + " cannot be listened on: No such file or directory", e.getMessage());
    }
    assertEquals(false, Files.exists(path));
  }
}
