package org.leasehold.core.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.leasehold.core.engine.EngineState;
import org.leasehold.core.engine.Request;
import org.leasehold.core.engine.Severity;
import org.leasehold.core.model.HostAddress;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.protocol.HostTopic;
import org.leasehold.core.protocol.Method;
import org.leasehold.core.protocol.Peer;
import org.leasehold.core.protocol.Wire;
import org.leasehold.core.volume.VolumeSnapshot;

/// What a client sees over the socket is what the engine's face says.
@Timeout(60)
class FaceServerTest {
  private static final EventLine LINE =
      new EventLine(3, 1000, 5, Severity.ERROR, "host.silent", "host kvm1", "a -> b", "why", 2);

  @TempDir Path folder;
  private final Said said = new Said();
  private FaceServer server;
  private RemoteFace remote;

  @BeforeEach
  void connect() throws Exception {
    server = FaceServer.open(said, "0.1", folder.resolve("engine.sock"), "rw-------");
    remote = RemoteFace.local(folder.resolve("engine.sock"), "test", true);
  }

  @AfterEach
  void end() {
    remote.close();
    server.close();
  }

  private static Snapshot snapshot(long number) {
    return new Snapshot(
        number,
        "desk1",
        "desk1",
        EngineState.EMPTY,
        1000,
        new TreeMap<>(),
        List.of(LINE),
        List.of(),
        List.of(new Work("w", "Adopting web", 40, "checking", true)),
        List.of("something does not work"));
  }

  /// An engine that says what it is told.
  private static final class Said implements EngineFace {
    private final Broadcast broadcast = new Broadcast(snapshot(1));

    @Override
    public Snapshot latest() {
      return broadcast.latest();
    }

    @Override
    public Subscription watch(Consumer<Snapshot> listener) {
      return broadcast.watch(listener);
    }

    @Override
    public CompletableFuture<Answer> ask(String operator, Request request) {
      return CompletableFuture.completedFuture(new Answer.Refused(operator + ": " + request));
    }

    @Override
    public CompletableFuture<Answer> ask(String operator, Operation operation) {
      return CompletableFuture.completedFuture(new Answer.Done(operator + ": " + operation));
    }

    @Override
    public CompletableFuture<String> hostKey(HostAddress address) {
      return CompletableFuture.completedFuture("ssh-ed25519 " + address.destination());
    }

    @Override
    public <P extends Record, R> CompletableFuture<R> look(
        HostId host, Method<P, R> method, P params) {
      return method.changes()
          ? CompletableFuture.failedFuture(new CallException(ErrorCode.RULE, "not as a look"))
          : CompletableFuture.completedFuture(
              method
                  .result()
                  .cast(
                      new HostTopic.Checked(
                          List.of(new HostTopic.CheckLine("id", true, "what", "fix")))));
    }

    @Override
    public CompletableFuture<VolumeSnapshot> volume(LockspaceName domain) {
      return CompletableFuture.failedFuture(new CallException(ErrorCode.UNKNOWN_NAME, "none"));
    }

    @Override
    public CompletableFuture<List<EventLine>> events(long after, int countMax) {
      return CompletableFuture.completedFuture(List.of(LINE));
    }

    @Override
    public CompletableFuture<List<Incident>> incidents(int countMax) {
      return CompletableFuture.completedFuture(
          List.of(
              new Incident(
                  2, "kvm1 does not answer", new HostId(1), 5, 0, List.of(), List.of(LINE))));
    }

    @Override
    public void close() {
      broadcast.close();
    }
  }

  private static final Method<HostTopic.Nothing, HostTopic.Nothing> NONSENSE =
      new Method<>(
          "engine/nonsense",
          HostTopic.Nothing.class,
          HostTopic.Nothing.class,
          Duration.ofSeconds(5),
          "");

  /// A client that says what it likes.
  private Peer raw() throws IOException {
    var channel = SocketChannel.open(UnixDomainSocketAddress.of(folder.resolve("engine.sock")));
    return peer(channel, null);
  }

  /// @param always the answer to whatever is asked; null: none
  private static Peer peer(SocketChannel channel, @Nullable JsonElement always) {
    var peer =
        new Peer(
            "raw",
            Channels.newInputStream(channel),
            Channels.newOutputStream(channel),
            channel,
            EngineTopic.LIMITS,
            new Peer.Handler() {
              @Override
              public CompletableFuture<JsonElement> request(
                  String method, @Nullable JsonElement params) {
                return always == null
                    ? CompletableFuture.failedFuture(new IOException(method))
                    : CompletableFuture.completedFuture(always);
              }

              @Override
              public void notice(String name, @Nullable JsonElement params) {
                // Nothing is followed.
              }
            });
    peer.start();
    return peer;
  }

  private static <P extends Record> String refusal(Peer client, Method<P, ?> method, P params) {
    var e =
        assertThrows(
            CallException.class, () -> client.call(method, params, Duration.ofSeconds(20)));
    return e.code() + ": " + e.sentence();
  }

  @Test
  void anEngineAnswersAfterHelloAndOnlyWhatItOffers() throws Exception {
    try (var client = raw()) {
      var ask = new EngineTopic.EventsAsked(0, 1);
      assertEquals(
          "NOT_AGREED: say `engine/hello` first, so that both ends agree on a version",
          refusal(client, EngineTopic.EVENTS, ask));
      client.call(
          EngineTopic.HELLO,
          new EngineTopic.Hello(EngineTopic.PROTOCOL, "test", false),
          Duration.ofSeconds(20));
      assertEquals(
          "METHOD_NOT_FOUND: an engine offers no 'engine/nonsense'",
          refusal(client, NONSENSE, new HostTopic.Nothing()));
      assertEquals(
          "METHOD_NOT_FOUND: no agent offers 'vm/nonsense'",
          refusal(
              client,
              EngineTopic.LOOK,
              new EngineTopic.Look(new HostId(1), "vm/nonsense", new JsonObject())));
    }
  }

  @Test
  void aClientOfAnotherVersionIsTurnedAway() throws Exception {
    try (var client = raw()) {
      int other = EngineTopic.PROTOCOL + 1;
      assertEquals(
          "NOT_AGREED: this engine speaks protocol %d, you speak %d; update the older one"
              .formatted(EngineTopic.PROTOCOL, other),
          refusal(client, EngineTopic.HELLO, new EngineTopic.Hello(other, "test", false)));
    }
  }

  @Test
  void theFirstSnapshotComesWithTheGreetingAndLaterOnesFollow() throws Exception {
    assertEquals(snapshot(1), remote.latest());
    var seen = new LinkedBlockingQueue<Snapshot>();
    try (var _ = remote.watch(seen::add)) {
      said.broadcast.publish(snapshot(2));
      var next = seen.poll(10, TimeUnit.SECONDS);
      while (next != null && next.number() < 2) next = seen.poll(10, TimeUnit.SECONDS);
      assertEquals(snapshot(2), next);
    }
  }

  @Test
  void requestsAndOperationsArriveWithWhoAsks() throws Exception {
    var pause = new Request.PauseHa("switch update", 30);
    assertEquals(
        new Answer.Refused("anna: " + pause), remote.ask("anna", pause).get(10, TimeUnit.SECONDS));
    var adopt = new Operation.Adopt(new HostId(1), "web", null, true);
    assertEquals(
        new Answer.Done("anna: " + adopt), remote.ask("anna", adopt).get(10, TimeUnit.SECONDS));
  }

  @Test
  void looksEventsIncidentsAndKeysPassThrough() throws Exception {
    assertEquals(
        new HostTopic.Checked(List.of(new HostTopic.CheckLine("id", true, "what", "fix"))),
        remote
            .look(new HostId(1), HostTopic.CHECK, new HostTopic.Nothing())
            .get(10, TimeUnit.SECONDS));
    assertEquals(List.of(LINE), remote.events(0, 10).get(10, TimeUnit.SECONDS));
    assertEquals(2, remote.incidents(10).get(10, TimeUnit.SECONDS).getFirst().number());
    assertEquals(
        "ssh-ed25519 kvm1",
        remote.hostKey(new HostAddress("kvm1", 0, "", List.of())).get(10, TimeUnit.SECONDS));
  }

  @Test
  void aRefusalKeepsItsCodeAndSentence() {
    var refused = remote.volume(new LockspaceName("home"));
    var thrown = assertThrows(ExecutionException.class, () -> refused.get(10, TimeUnit.SECONDS));
    assertInstanceOf(CallException.class, thrown.getCause());
  }

  @Test
  void theSocketIsForItsOwnerOnlyAndASecondEngineIsRefused() throws Exception {
    var socket = folder.resolve("engine.sock");
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)));
    var refused =
        assertThrows(IOException.class, () -> FaceServer.open(said, "0.1", socket, "rw-------"));
    assertEquals("another engine answers on " + socket, refused.getMessage());
  }

  /// Greets, and then asks its client something.
  @Test
  void anEngineMayAskNothingOfItsClient() throws Exception {
    var socket = folder.resolve("asking.sock");
    try (var listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listening.bind(UnixDomainSocketAddress.of(socket));
      var client =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return RemoteFace.local(socket, "test", true);
                } catch (IOException | CallException e) {
                  throw new CompletionException(e);
                }
              },
              Thread::startVirtualThread);
      var channel = listening.accept();
      try (var asking = peer(channel, Wire.toJson(new EngineTopic.Welcome("e", "1", snapshot(1))));
          var _ = client.get(20, TimeUnit.SECONDS)) {
        assertEquals(
            "METHOD_NOT_FOUND: a client offers nothing",
            refusal(asking, NONSENSE, new HostTopic.Nothing()));
      }
    }
  }

  @Test
  void countsOutOfTheirRangeAreRefused() throws Exception {
    try (var client = raw()) {
      client.call(
          EngineTopic.HELLO,
          new EngineTopic.Hello(EngineTopic.PROTOCOL, "test", false),
          Duration.ofSeconds(20));
      for (int count : List.of(0, 10_001)) {
        assertEquals(
            "INVALID_PARAMS: EventsAsked: count out of 1..10000: " + count,
            refusal(client, counted(EngineTopic.EVENTS), new Counted(count)));
      }
      for (int count : List.of(0, 1001)) {
        assertEquals(
            "INVALID_PARAMS: IncidentsAsked: count out of 1..1000: " + count,
            refusal(client, counted(EngineTopic.INCIDENTS), new Counted(count)));
      }
    }
  }

  private record Counted(int countMax) {}

  /// As a client says it that does not look at what it says.
  private static <R> Method<Counted, R> counted(Method<?, R> method) {
    return new Method<>(method.name(), Counted.class, method.result(), method.atMost(), "");
  }
}
