package org.leasehold.agent.claim;

import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.leasehold.agent.journal.EventId;
import org.leasehold.agent.journal.EventJournal;
import org.leasehold.agent.journal.Notes;
import org.leasehold.agent.report.BootClock;
import org.leasehold.agent.rpc.Call;
import org.leasehold.agent.rpc.Handlers;
import org.leasehold.core.model.Epoch;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.ClusterTopic;
import org.leasehold.core.protocol.Done;
import org.leasehold.core.protocol.ErrorCode;

/// Holds the engine lease for one connection at a time (S16).
///
/// The claim ends with the connection, with the holder process, or 15 s after the last beat that
/// moved on: an engine that hangs goes on sending nothing, one in a loop sends the same beat. Time
/// is the boot clock, so a host that slept gives it up at once.
public final class ClaimDesk implements AutoCloseable {
  /// @see "safety.md S16"
  static final Duration ENDS_AFTER = Duration.ofSeconds(15);

  private static final int TOLD_MAX = 50;

  /// What asks for the claim.
  interface Owner {
    long number();

    void atEnd(Runnable action);
  }

  private record Current(
      long number,
      long owner,
      String engine,
      LockspaceName home,
      ClaimHolder.Held held,
      boolean moving,
      long beat,
      long movedAtMillis) {
    Current moved(long nextBeat, long nowMillis) {
      return new Current(number, owner, engine, home, held, moving, nextBeat, nowMillis);
    }
  }

  private final ClaimHolder holder;
  private final Supplier<Optional<LockspaceName>> home;
  private final Notes notes;
  private final EventJournal journal;
  private final BootClock clock;
  private final Thread watcher;
  private @Nullable Current current;
  private long taken;

  /// What was told of those who asked, since the claim last changed hands here.
  private final Set<String> toldRefused = new HashSet<>();

  /// @param home where the cluster's document says that the claim is kept; empty before it does
  public ClaimDesk(
      ClaimHolder holder,
      Supplier<Optional<LockspaceName>> home,
      Notes notes,
      EventJournal journal,
      BootClock clock) {
    this.holder = holder;
    this.home = home;
    this.notes = notes;
    this.journal = journal;
    this.clock = clock;
    watcher = Thread.ofPlatform().daemon().name("claim").start(this::watch);
  }

  public void bind(Handlers handlers) {
    handlers
        .on(ClusterTopic.HOLD_CLAIM, this::hold)
        .on(
            ClusterTopic.GIVE_UP_CLAIM,
            (ask, call) -> giveUp(call.session().number(), ask.lockspace()));
  }

  private ClusterTopic.ClaimHeld hold(ClusterTopic.HoldClaim ask, Call call)
      throws CallException, InterruptedException {
    var owner =
        new Owner() {
          @Override
          public long number() {
            return call.session().number();
          }

          @Override
          public void atEnd(Runnable action) {
            call.session().atEnd(action);
          }
        };
    return hold(ask, owner, call.left());
  }

  synchronized ClusterTopic.ClaimHeld hold(ClusterTopic.HoldClaim ask, Owner owner, Duration atMost)
      throws CallException, InterruptedException {
    endIfOver();
    var now = current;
    if (now == null && ask.renew()) {
      throw new CallException(
          ErrorCode.UNKNOWN_NAME,
          "the claim on %s has ended; seek it anew".formatted(ask.lockspace()));
    }
    if (now == null) {
      requireHome(ask);
      return taken(ask, owner, atMost);
    }
    if (now.owner != owner.number()) {
      throw refused("this host holds the claim for another connection: %s".formatted(now.engine));
    }
    if (!now.home.equals(ask.lockspace())) {
      throw refused("this connection holds the claim on %s; give it up first".formatted(now.home));
    }
    if (ask.beat() > now.beat) {
      now = now.moved(ask.beat(), clock.millis());
      current = now;
    }
    return answer(now, ask.epoch());
  }

  /// An engine with an old document, or none at all, must not act beside the one that acts (S16).
  private void requireHome(ClusterTopic.HoldClaim ask) throws CallException {
    var kept = home.get();
    if (ask.moving() || kept.isEmpty() || kept.get().equals(ask.lockspace())) return;
    var sentence =
        "the claim is kept in %s, as the cluster's document says, and not in %s"
            .formatted(kept.get(), ask.lockspace());
    tellRefused(ask.engine() + ": " + sentence);
    throw new CallException(ErrorCode.RULE, sentence);
  }

  private ClusterTopic.ClaimHeld taken(ClusterTopic.HoldClaim ask, Owner owner, Duration atMost)
      throws CallException, InterruptedException {
    ClaimHolder.Held held;
    try {
      held = holder.take(ask.lockspace(), atMost);
    } catch (CallException e) {
      if (e.code() == ErrorCode.LEASE_HELD) {
        tellRefused(ask.engine() + ": " + e.sentence());
      }
      throw e;
    }
    var mine =
        new Current(
            ++taken,
            owner.number(),
            ask.engine(),
            ask.lockspace(),
            held,
            ask.moving(),
            ask.beat(),
            clock.millis());
    current = mine;
    toldRefused.clear();
    journal.record(
        EventId.CLAIM_HELD, null, "held on %s for %s".formatted(ask.lockspace(), ask.engine()));
    held.onEnd(() -> endOf(mine.number, "the process that held it ended"));
    owner.atEnd(() -> endOf(mine.number, "the engine's connection ended"));
    return answer(mine, ask.epoch());
  }

  private ClusterTopic.ClaimHeld answer(Current now, Epoch asked) {
    var seen = notes.epoch();
    long leftMillis = now.movedAtMillis + ENDS_AFTER.toMillis() - clock.millis();
    return new ClusterTopic.ClaimHeld(
        seen.compareTo(asked) > 0 ? seen : asked,
        Math.max(0, leftMillis),
        "held on %s for %s".formatted(now.home, now.engine));
  }

  private CallException refused(String sentence) {
    tellRefused(sentence);
    return new CallException(ErrorCode.LEASE_HELD, sentence);
  }

  /// An engine that watches asks every few seconds, for as long as another acts: told once.
  private void tellRefused(String text) {
    if (toldRefused.size() >= TOLD_MAX) toldRefused.clear();
    if (toldRefused.add(text)) journal.record(EventId.CLAIM_REFUSED, null, text);
  }

  synchronized Done giveUp(long owner, LockspaceName home) throws CallException {
    var now = current;
    if (now == null || now.owner != owner || !now.home.equals(home)) {
      throw new CallException(
          ErrorCode.UNKNOWN_NAME, "this connection does not hold the claim on " + home);
    }
    end(now, "given up by its engine");
    return new Done("the claim on " + home + " is given up");
  }

  private synchronized void endOf(long number, String why) {
    var now = current;
    if (now != null && now.number == number) end(now, why);
  }

  private void end(Current now, String why) {
    current = null;
    toldRefused.clear();
    now.held.close();
    journal.record(
        EventId.CLAIM_ENDED, null, "%s, for %s: %s".formatted(now.home, now.engine, why));
  }

  synchronized void endIfOver() {
    var now = current;
    if (now == null) return;
    long silentMillis = clock.millis() - now.movedAtMillis;
    if (silentMillis >= ENDS_AFTER.toMillis()) {
      end(now, "no beat moved on for %d ms".formatted(silentMillis));
    } else if (!now.held.isAlive()) {
      end(now, "the process that held it ended");
    } else if (!now.moving && home.get().filter(kept -> !kept.equals(now.home)).isPresent()) {
      end(now, "the claim is kept in %s now".formatted(home.get().orElseThrow()));
    }
  }

  private void watch() {
    try {
      while (true) {
        Thread.sleep(500);
        endIfOver();
      }
    } catch (InterruptedException _) {
      // Closed.
    }
  }

  @Override
  public void close() {
    watcher.interrupt();
    synchronized (this) {
      var now = current;
      if (now != null) end(now, "the agent ends");
    }
  }
}
