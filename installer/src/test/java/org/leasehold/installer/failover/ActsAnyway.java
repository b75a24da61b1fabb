package org.leasehold.installer.failover;

import com.google.gson.JsonElement;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.engine.EnginePlaces;
import org.leasehold.app.engine.HeadlessEngine;
import org.leasehold.core.link.Dial;
import org.leasehold.core.link.LinkException;
import org.leasehold.core.link.Transport;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.Catalogue;
import org.leasehold.core.protocol.ClusterTopic;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.protocol.Limits;
import org.leasehold.core.protocol.Method;
import org.leasehold.core.protocol.Notice;
import org.leasehold.core.protocol.Peer;
import org.leasehold.core.protocol.Wire;

/// An engine that is told it holds the claim, whether it does or not: the shipped engine, with a
/// liar between it and the agents. Whatever else it asks reaches them word for word.
///
/// Arguments as of `leasehold engine`: `--state-dir DIR --socket SOCKET --ssh-dir DIR`.
final class ActsAnyway {
  private static final long HELD_MILLIS = 15_000;

  private ActsAnyway() {}

  public static void main(String[] words) throws Exception {
    var places = new EnginePlaces(Path.of(words[1]), Path.of(words[3]));
    var engine =
        HeadlessEngine.start(
            places,
            Path.of(words[5]),
            "acts anyway",
            null,
            "test",
            way -> (host, command) -> new Liar(way.to(host, command)));
    Runtime.getRuntime().addShutdownHook(new Thread(engine::close));
    new CountDownLatch(1).await();
  }

  /// Between one agent and the engine.
  private record Liar(Dial way) implements Dial {
    @Override
    public Transport dial() throws LinkException, InterruptedException {
      var agent = way.dial();
      try {
        var there = Pipe.open();
        var back = Pipe.open();
        var engineSide = new AtomicReference<@Nullable Peer>();
        var agentSide =
            new Peer(
                "agent", agent.in(), agent.out(), agent, Limits.DEFAULT, new ToEngine(engineSide));
        Closeable both =
            () -> {
              agentSide.close();
              there.sink().close();
              there.source().close();
              back.sink().close();
              back.source().close();
            };
        var mine =
            new Peer(
                "liar",
                Channels.newInputStream(there.source()),
                Channels.newOutputStream(back.sink()),
                both,
                Limits.DEFAULT,
                new ToAgent(agentSide));
        engineSide.set(mine);
        Thread.ofPlatform()
            .daemon()
            .start(
                () -> {
                  agentSide.serve();
                  mine.close();
                });
        mine.start();
        return new Pipes(
            Channels.newInputStream(back.source()), Channels.newOutputStream(there.sink()), both);
      } catch (IOException e) {
        throw new LinkException(LinkException.Kind.UNREACHABLE, "pipe: " + e.getMessage(), e);
      }
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

  private static CompletableFuture<JsonElement> passed(
      Peer to, String name, @Nullable JsonElement params) {
    var answer = new CompletableFuture<JsonElement>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                answer.complete(Wire.toJson(asked(to, method(name), params)));
              } catch (CallException | RuntimeException e) {
                answer.completeExceptionally(e);
              }
            });
    return answer;
  }

  private static <P extends Record, R> R asked(
      Peer to, Method<P, R> method, @Nullable JsonElement params) throws CallException {
    var ask = Wire.fromJson(Objects.requireNonNull(params), method.params());
    if (!(ask instanceof ClusterTopic.HoldClaim hold)) return to.call(method, ask, method.atMost());
    try {
      var held = to.call(method, ask, method.atMost());
      if (!hold.renew()) return held;
    } catch (CallException _) {
      // Refused: here comes the lie. That another engine has acted since is not told either.
    }
    return method
        .result()
        .cast(new ClusterTopic.ClaimHeld(hold.epoch(), HELD_MILLIS, "held, believe me"));
  }

  private static Method<?, ?> method(String name) throws CallException {
    for (var one : Catalogue.METHODS) if (one.name().equals(name)) return one;
    throw new CallException(ErrorCode.METHOD_NOT_FOUND, name);
  }

  private record ToAgent(Peer agent) implements Peer.Handler {
    @Override
    public CompletableFuture<JsonElement> request(String name, @Nullable JsonElement params) {
      return passed(agent, name, params);
    }

    @Override
    public void notice(String name, @Nullable JsonElement params) {
      // Engines tell agents nothing unasked.
    }
  }

  private record ToEngine(AtomicReference<@Nullable Peer> engine) implements Peer.Handler {
    @Override
    public CompletableFuture<JsonElement> request(String name, @Nullable JsonElement params) {
      return CompletableFuture.failedFuture(
          new CallException(ErrorCode.METHOD_NOT_FOUND, "agents ask nothing"));
    }

    @Override
    public void notice(String name, @Nullable JsonElement params) {
      var to = engine.get();
      for (var one : Catalogue.NOTICES) {
        if (one.name().equals(name) && to != null && params != null) tell(to, one, params);
      }
    }

    private static <P extends Record> void tell(Peer to, Notice<P> notice, JsonElement params) {
      try {
        to.tell(notice, Wire.fromJson(params, notice.params()));
      } catch (CallException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
