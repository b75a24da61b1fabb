package org.leasehold.core.link;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.protocol.HostTopic;
import org.leasehold.core.protocol.Limits;
import org.leasehold.core.protocol.Peer;

/// Keeps the one connection to one agent: dials, greets, serves, and dials again when it broke.
///
/// All states are told on the link's own thread, in order. A state listener must not block.
public final class AgentLink implements AutoCloseable {
  private final String name;
  private final Dial dial;
  private final HostTopic.Hello hello;
  private final Peer.Handler handler;
  private final Consumer<LinkState> states;
  private final Thread thread;
  private final Semaphore retry = new Semaphore(0);
  private volatile boolean closed;

  /// @param name of the host, for threads and sentences
  /// @param hello said first on every connection
  /// @param handler takes what the agent tells unasked
  public AgentLink(
      String name,
      Dial dial,
      HostTopic.Hello hello,
      Peer.Handler handler,
      Consumer<LinkState> states) {
    this.name = name;
    this.dial = dial;
    this.hello = hello;
    this.handler = handler;
    this.states = states;
    thread = Thread.ofPlatform().daemon().name("link " + name).unstarted(this::run);
  }

  public AgentLink start() {
    thread.start();
    return this;
  }

  /// Tries again now, also after a refusal.
  public void retry() {
    if (retry.availablePermits() == 0) retry.release();
  }

  private void run() {
    try {
      for (int attempt = 1; !closed; attempt++) {
        states.accept(new LinkState.Connecting(attempt));
        var outcome = once();
        if (closed) break;
        if (outcome.wasUp()) attempt = 1;
        rest(outcome.failure(), attempt);
      }
    } catch (InterruptedException _) {
      // Closed while waiting.
    } finally {
      states.accept(new LinkState.Closed());
    }
  }

  private record Outcome(boolean wasUp, LinkException failure) {}

  /// One connection from dialling to its end.
  private Outcome once() throws InterruptedException {
    try (var transport = dial.dial()) {
      return serve(transport);
    } catch (LinkException e) {
      return new Outcome(false, e);
    } catch (IOException e) {
      return new Outcome(false, unreachable("the connection did not close: " + e.getMessage()));
    }
  }

  private Outcome serve(Transport transport) throws InterruptedException {
    var peer = new Peer(name, transport.in(), transport.out(), transport, Limits.DEFAULT, handler);
    var reading = Thread.ofPlatform().daemon().name("link " + name + " reader").start(peer::serve);
    try {
      var welcome = peer.call(HostTopic.HELLO, hello, HostTopic.HELLO.atMost());
      states.accept(new LinkState.Up(peer, welcome));
      reading.join();
      return new Outcome(
          true, unreachable("the connection to %s ended: %s".formatted(name, peer.end())));
    } catch (CallException e) {
      if (Thread.interrupted()) throw new InterruptedException();
      peer.close();
      return new Outcome(false, unanswered(e, transport.remarks()));
    } finally {
      peer.close();
    }
  }

  private LinkException unanswered(CallException e, String remarks) {
    boolean agreed = e.code() != ErrorCode.NOT_AGREED;
    var said = remarks.isEmpty() ? e.sentence() : remarks;
    return new LinkException(
        LinkException.Kind.NO_AGENT,
        agreed
            ? "no agent answers on %s: %s".formatted(name, said)
            : "the agent on %s speaks another version: %s".formatted(name, said),
        e);
  }

  private static LinkException unreachable(String sentence) {
    return new LinkException(LinkException.Kind.UNREACHABLE, sentence);
  }

  private void rest(LinkException failure, int attempt) throws InterruptedException {
    if (failure.kind().mayHeal()) {
      Duration nextIn = Backoff.after(attempt);
      states.accept(new LinkState.Waiting(failure.kind(), failure.sentence(), nextIn));
      if (retry.tryAcquire(nextIn.toMillis(), TimeUnit.MILLISECONDS)) retry.drainPermits();
    } else {
      states.accept(new LinkState.Refused(failure.kind(), failure.sentence()));
      retry.acquire();
      retry.drainPermits();
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
