package org.leasehold.core.monitor;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.engine.Claim;
import org.leasehold.core.engine.EngineState;
import org.leasehold.core.engine.Event;
import org.leasehold.core.engine.Outcome;
import org.leasehold.core.model.Epoch;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.ClusterTopic;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.protocol.HostTopic;

/// Seeks, confirms and gives up the claim on the engine lease (S16). A host's agent holds it on our
/// behalf for as long as our connection lives and our beat moves.
final class ClaimKeeper {
  /// An agent ends the claim 15 s after the last beat that it has seen.
  private static final long ANSWER_NANOS = Duration.ofSeconds(10).toNanos();

  private static final long SEEK_NANOS = Duration.ofSeconds(5).toNanos();

  private static final Duration ASK_MAX = Duration.ofSeconds(2);

  private final String engine;
  private final Lines lines;
  private final Inbox inbox;
  private final EngineClock clock;
  private final AtomicBoolean asking = new AtomicBoolean();
  private volatile @Nullable HostLine holder;
  private volatile @Nullable LockspaceName home;
  private volatile String acting = "";

  /// Where the claim goes at a person's word, until the document says so.
  private volatile @Nullable LockspaceName movingTo;

  private long askedNanos = -SEEK_NANOS;
  private int next;

  ClaimKeeper(String engine, Lines lines, Inbox inbox, EngineClock clock) {
    this.engine = engine;
    this.lines = lines;
    this.inbox = inbox;
    this.clock = clock;
  }

  /// Who acts, as far as is known.
  String acting() {
    return acting;
  }

  /// The host whose agent holds the claim for us.
  Optional<HostId> holder() {
    return Optional.ofNullable(holder).map(HostLine::id);
  }

  /// The domain whose engine lease is held for us.
  Optional<LockspaceName> domain() {
    return holder == null ? Optional.empty() : Optional.ofNullable(home);
  }

  /// By the decision thread, every tick; does not block.
  void seek(EngineState state) {
    var document = state.document();
    var wanted = document == null ? null : document.home();
    if (wanted == null) return;
    if (state.claim().acts()) {
      leaveOldHome(wanted, state.epoch());
      return;
    }
    if (clock.nanos() - askedNanos < SEEK_NANOS || state.seeksNoClaim() != null) return;
    var candidates = lines.joined(wanted);
    if (candidates.isEmpty() || !asking.compareAndSet(false, true)) return;
    askedNanos = clock.nanos();
    var line = candidates.get(Math.floorMod(next, candidates.size()));
    Thread.ofVirtual().name("claim").start(() -> ask(line, wanted, state));
  }

  /// The document says that the claim is kept elsewhere now: it is sought there.
  private void leaveOldHome(LockspaceName wanted, Epoch epoch) {
    var held = domain();
    if (held.isEmpty() || held.get().equals(wanted) || held.get().equals(movingTo)) return;
    if (!asking.compareAndSet(false, true)) return;
    Thread.ofVirtual()
        .name("claim moves")
        .start(
            () -> {
              try {
                var _ = giveUp(epoch);
              } finally {
                asking.set(false);
              }
            });
  }

  /// Takes the claim in a domain that is not the home yet. Blocks: for a thread of its own.
  ///
  /// @throws CallException with the agent's reason; nothing is held then
  void move(HostLine line, LockspaceName to, EngineState state) throws CallException {
    if (!asking.compareAndSet(false, true)) {
      throw new CallException(ErrorCode.BUSY, "the claim is just being sought; ask again");
    }
    movingTo = to;
    try {
      take(line, to, state, true);
    } finally {
      asking.set(false);
    }
  }

  /// The move is over: from now on the document's home counts.
  void moved() {
    movingTo = null;
  }

  private void take(HostLine line, LockspaceName wanted, EngineState state, boolean moving)
      throws CallException {
    long askedAt = clock.nanos();
    var held =
        line.call(
            ClusterTopic.HOLD_CLAIM,
            new ClusterTopic.HoldClaim(engine, wanted, state.epoch(), state.beat(), false, moving));
    holder = line;
    home = wanted;
    var epoch = new Epoch(highest(state, held.epoch()).value() + 1);
    if (!line.isUp() || clock.nanos() - askedAt > ANSWER_NANOS) {
      holder = null; // it has ended with the connection, or may have ended meanwhile
      return;
    }
    acting = engine;
    // After a jump of time this answer says nothing of the present; it is asked for again.
    inbox.postEvidence(at -> new Event.ClaimChanged(at, Claim.ACTING, epoch));
  }

  private void ask(HostLine line, LockspaceName wanted, EngineState state) {
    try {
      take(line, wanted, state, false);
    } catch (CallException e) {
      next++;
      if (e.code() != ErrorCode.LEASE_HELD) return;
      acting = e.sentence();
      var seen = highest(state, state.epoch());
      if (state.claim() != Claim.WATCHING || seen.compareTo(state.epoch()) > 0) {
        inbox.post(at -> new Event.ClaimChanged(at, Claim.WATCHING, seen));
      }
    } finally {
      asking.set(false);
    }
  }

  private Epoch highest(EngineState state, Epoch told) {
    var highest = told.compareTo(state.epoch()) > 0 ? told : state.epoch();
    for (var line : lines.all()) {
      if (!line.isUp()) continue;
      var theirs = seenBy(line, highest);
      if (theirs.compareTo(highest) > 0) highest = theirs;
    }
    return highest;
  }

  /// Asked now: what it saw when the connection was made may be old. Every acting engine writes its
  /// epoch to every host with the document, before it changes anything.
  private static Epoch seenBy(HostLine line, Epoch otherwise) {
    var welcomed = line.welcome().map(HostTopic.Welcome::epoch).orElse(otherwise);
    try {
      var kept = line.call(ClusterTopic.GET_DOCUMENT, new HostTopic.Nothing(), ASK_MAX).document();
      return kept != null && kept.epoch().compareTo(welcomed) > 0 ? kept.epoch() : welcomed;
    } catch (CallException _) {
      return welcomed;
    }
  }

  /// Blocks: for a thread of its own.
  Outcome beat(long beat, Epoch epoch) {
    var line = holder;
    var where = home;
    if (line == null || where == null) return new Outcome.Failed("no claim is held");
    try {
      var held =
          line.call(
              ClusterTopic.HOLD_CLAIM,
              new ClusterTopic.HoldClaim(engine, where, epoch, beat, true));
      if (held.epoch().compareTo(epoch) > 0) {
        lost(line, epoch);
        return new Outcome.Failed("another engine has acted since, with epoch " + held.epoch());
      }
      return new Outcome.Done(held.text());
    } catch (CallException e) {
      lost(line, epoch);
      return Outcomes.of(e);
    }
  }

  /// Blocks: for a thread of its own. Nothing is sought until it has ended.
  Outcome giveUp(Epoch epoch) {
    var line = holder;
    var where = home;
    holder = null;
    acting = "";
    inbox.post(at -> new Event.ClaimChanged(at, Claim.LOST, epoch));
    if (line == null || where == null) return new Outcome.Done("no claim was held");
    boolean mine = asking.compareAndSet(false, true);
    try {
      return new Outcome.Done(
          line.call(ClusterTopic.GIVE_UP_CLAIM, new ClusterTopic.GiveUpClaim(where)).text());
    } catch (CallException e) {
      return Outcomes.of(e);
    } finally {
      if (mine) asking.set(false);
    }
  }

  /// A connection ended: a claim held over it has ended with it.
  void down(HostLine line, Epoch epoch) {
    if (line.equals(holder)) lost(line, epoch);
  }

  private void lost(HostLine line, Epoch epoch) {
    if (!line.equals(holder)) return;
    holder = null;
    acting = "";
    inbox.post(at -> new Event.ClaimChanged(at, Claim.LOST, epoch));
  }
}
