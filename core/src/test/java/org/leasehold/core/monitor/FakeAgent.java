package org.leasehold.core.monitor;

import com.google.gson.JsonElement;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.link.Dial;
import org.leasehold.core.link.LinkException;
import org.leasehold.core.link.Transport;
import org.leasehold.core.model.AgentInstance;
import org.leasehold.core.model.BootId;
import org.leasehold.core.model.Capacity;
import org.leasehold.core.model.Epoch;
import org.leasehold.core.model.Generation;
import org.leasehold.core.model.Grade;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.HostLife;
import org.leasehold.core.model.HostReport;
import org.leasehold.core.model.IoTimeout;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.model.LockspaceReport;
import org.leasehold.core.model.Protection;
import org.leasehold.core.model.VmReport;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.ClusterTopic;
import org.leasehold.core.protocol.Done;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.protocol.HostTopic;
import org.leasehold.core.protocol.Limits;
import org.leasehold.core.protocol.Method;
import org.leasehold.core.protocol.Peer;
import org.leasehold.core.protocol.VmTopic;
import org.leasehold.core.protocol.Wire;

/// The agent's end of a connection within this process: says what tests tell it to, and keeps what
/// it was asked. What real agents say is shown in the lab.
final class FakeAgent implements Dial {
  static final LockspaceName HOME = new LockspaceName("home");

  final HostId host;
  final BootId boot;
  final ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();
  final ConcurrentLinkedQueue<Record> params = new ConcurrentLinkedQueue<>();
  private final Map<String, Function<Record, CompletableFuture<JsonElement>>> answers =
      new ConcurrentHashMap<>();
  private final Map<String, Method<?, ?>> methods = new ConcurrentHashMap<>();
  volatile boolean reachable = true;

  /// Until it is complete, who dials hears nothing.
  volatile CompletableFuture<?> dialled = CompletableFuture.completedFuture(null);

  volatile List<VmReport> vms = List.of();
  volatile long clockLagMillis;
  volatile List<LockspaceName> joined = List.of(HOME);

  /// Another than the document's where it was removed and is back.
  volatile HostId enrolledAs;

  /// Lockspaces in which it has not renewed for a minute.
  volatile List<LockspaceName> lost = List.of();

  private volatile @Nullable Peer peer;
  private final AtomicLong number = new AtomicLong();

  FakeAgent(int id) {
    host = new HostId(id);
    enrolledAs = host;
    boot = new BootId("boot-" + id);
    on(
        HostTopic.HELLO,
        _ ->
            new HostTopic.Welcome(
                1,
                new AgentInstance(1),
                boot,
                "kvm" + id,
                host,
                "test",
                clockMillis(),
                Epoch.NONE,
                List.of()));
    on(VmTopic.CAN_START, _ -> new VmTopic.StartAnswers(new TreeMap<>()));
    on(HostTopic.REPORT, _ -> reported());
    on(HostTopic.EVENTS, _ -> new HostTopic.Events(List.of(), 0));
    on(HostTopic.WATCH, _ -> new Done("watching"));
    on(ClusterTopic.GET_DOCUMENT, _ -> new ClusterTopic.Kept(null, List.of()));
    on(ClusterTopic.PUT_DOCUMENT, _ -> new Done("kept"));
    on(ClusterTopic.HOLD_CLAIM, _ -> new ClusterTopic.ClaimHeld(new Epoch(6), 15_000, "held"));
    on(ClusterTopic.GIVE_UP_CLAIM, _ -> new Done("given up"));
  }

  private static long clockMillis() {
    return System.nanoTime() / 1_000_000;
  }

  <P extends Record, R> void on(Method<P, R> method, Function<P, R> answer) {
    methods.put(method.name(), method);
    answers.put(
        method.name(),
        said ->
            CompletableFuture.completedFuture(
                Wire.toJson(answer.apply(method.params().cast(said)))));
  }

  /// An answer that comes later; other questions are answered meanwhile.
  void later(Method<?, ?> method, CompletableFuture<? extends Record> answer) {
    methods.put(method.name(), method);
    answers.put(method.name(), _ -> answer.thenApply(Wire::toJson));
  }

  /// An answer that may be a refusal.
  interface MayRefuse<P, R> {
    R answer(P params) throws CallException;
  }

  <P extends Record, R> void mayRefuse(Method<P, R> method, MayRefuse<P, R> answer) {
    methods.put(method.name(), method);
    answers.put(
        method.name(),
        said -> {
          try {
            return CompletableFuture.completedFuture(
                Wire.toJson(answer.answer(method.params().cast(said))));
          } catch (CallException e) {
            return CompletableFuture.failedFuture(e);
          }
        });
  }

  void refuses(Method<?, ?> method, ErrorCode code, String sentence) {
    methods.put(method.name(), method);
    answers.put(
        method.name(), _ -> CompletableFuture.failedFuture(new CallException(code, sentence)));
  }

  /// Sends a report now.
  void report() {
    var to = peer;
    if (to != null) to.tell(HostTopic.REPORTED, reported());
  }

  private HostTopic.Reported reported() {
    var spaces =
        joined.stream()
            .map(
                name ->
                    new LockspaceReport(
                        name,
                        LockspaceReport.Standing.JOINED,
                        new HostLife(enrolledAs, new Generation(1)),
                        100,
                        lost.contains(name) ? 60_000 : 0,
                        5,
                        new IoTimeout(1),
                        true,
                        List.of()))
            .toList();
    var report =
        new HostReport(
            enrolledAs,
            new AgentInstance(1),
            boot,
            number.incrementAndGet(),
            false,
            false,
            vms,
            spaces,
            List.of(),
            new Capacity(16_384, 8),
            new Protection(Grade.WATCHDOG, Protection.Proof.PROVEN, List.of()),
            List.of(),
            null);
    return new HostTopic.Reported(
        report, clockMillis() - clockLagMillis, new HostTopic.Health(1, 1, 0, 0, List.of()));
  }

  /// What who is connected says to a question of this agent's, which has none to ask.
  String answerTo(Method<HostTopic.Nothing, ?> method) {
    var to = peer;
    if (to == null) return "nobody is connected";
    try {
      return "it answers " + to.call(method, new HostTopic.Nothing(), method.atMost());
    } catch (CallException e) {
      return e.code() + ": " + e.sentence();
    }
  }

  /// The cable.
  void cut() {
    reachable = false;
    var now = peer;
    if (now != null) now.close("cut");
  }

  <P extends Record> List<P> paramsOf(Class<P> type) {
    var all = new ArrayList<P>();
    for (var one : params) if (type.isInstance(one)) all.add(type.cast(one));
    return all;
  }

  @Override
  public Transport dial() throws LinkException {
    dialled.join();
    if (!reachable) {
      throw new LinkException(LinkException.Kind.UNREACHABLE, "kvm" + host + " is cut off");
    }
    try {
      var there = Pipe.open();
      var back = Pipe.open();
      Closeable both =
          () -> {
            there.sink().close();
            there.source().close();
            back.sink().close();
            back.source().close();
          };
      var mine =
          new Peer(
              "fake " + host,
              Channels.newInputStream(there.source()),
              Channels.newOutputStream(back.sink()),
              both,
              Limits.DEFAULT,
              new Handler());
      mine.start();
      peer = mine;
      return new Pipes(
          Channels.newInputStream(back.source()), Channels.newOutputStream(there.sink()), both);
    } catch (IOException e) {
      throw new LinkException(LinkException.Kind.UNREACHABLE, "pipe: " + e.getMessage(), e);
    }
  }

  private record Pipes(InputStream in, OutputStream out, Closeable both) implements Transport {
    @Override
    public String remarks() {
      return "";
    }

    @Override
    public void close() throws IOException {
      both.close();
    }
  }

  private final class Handler implements Peer.Handler {
    @Override
    public CompletableFuture<JsonElement> request(String name, @Nullable JsonElement json) {
      var method = methods.get(name);
      var answer = answers.get(name);
      if (method == null || answer == null) {
        asked.add(name);
        return CompletableFuture.failedFuture(new CallException(ErrorCode.METHOD_NOT_FOUND, name));
      }
      try {
        Record said = Wire.fromJson(json, method.params());
        params.add(said);
        // Last: who waits for the name may look at what was said with it.
        asked.add(name);
        return answer.apply(said);
      } catch (CallException e) {
        return CompletableFuture.failedFuture(e);
      }
    }

    @Override
    public void notice(String name, @Nullable JsonElement params) {
      // An engine tells nothing unasked.
    }
  }
}
