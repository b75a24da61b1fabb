package org.leasehold.core.monitor;

import com.google.gson.JsonElement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.engine.CommandHeader;
import org.leasehold.core.engine.Event;
import org.leasehold.core.link.AgentLink;
import org.leasehold.core.link.Dial;
import org.leasehold.core.link.LinkState;
import org.leasehold.core.model.Epoch;
import org.leasehold.core.model.HostEntry;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.HostReport;
import org.leasehold.core.model.WatchReport;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.protocol.Header;
import org.leasehold.core.protocol.HostTopic;
import org.leasehold.core.protocol.Method;
import org.leasehold.core.protocol.Peer;
import org.leasehold.core.protocol.VmTopic;
import org.leasehold.core.protocol.Wire;

/// The one connection to one host's agent: turns what it says into events, and calls it.
final class HostLine implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(HostLine.class.getName());

  /// Beyond the callee's own limit: the way there and back.
  private static final Duration WAY = Duration.ofSeconds(5);

  /// Connected, but no report for this long: the agent hangs.
  private static final long MUTE_NANOS = Duration.ofSeconds(10).toNanos();

  /// Answers to "can it start there?" are asked for again after this.
  private static final long ANSWERS_NANOS = Duration.ofSeconds(9).toNanos();

  /// Told of what the connection does; must not block.
  interface Watcher {
    void up(HostLine line);

    void down(HostLine line);

    /// The agent has something in its journal.
    void spoke(HostLine line);

    /// How far a call is.
    void progressed(HostTopic.Progress said);

    void answered(HostLine line, VmTopic.StartAnswers answers);
  }

  private record Up(Peer peer, HostTopic.Welcome welcome, long sinceNanos) {}

  private final HostEntry entry;
  private final Inbox inbox;
  private final EngineClock clock;
  private final Watcher watcher;
  private final AgentLink link;
  private final AtomicReference<@Nullable HostReport> unread = new AtomicReference<>();
  private final AtomicBoolean asking = new AtomicBoolean();
  private volatile @Nullable Up up;
  private volatile LinkView view = new LinkView(LinkView.Standing.CONNECTING, "");
  private volatile @Nullable AgentClock agentClock;
  private volatile @Nullable HostReport report;
  private volatile long heardNanos;
  private volatile long answersNanos;

  /// Looks tell no clock; after a jump they wait for a report that is known to be fresh.
  private volatile boolean wantsFreshReport;

  private volatile boolean documentCompared;

  HostLine(
      HostEntry entry, Dial dial, String caller, Inbox inbox, EngineClock clock, Watcher watcher) {
    this.entry = entry;
    this.inbox = inbox;
    this.clock = clock;
    this.watcher = watcher;
    var hello = new HostTopic.Hello(HostTopic.PROTOCOL_MIN, HostTopic.PROTOCOL_MAX, caller);
    link = new AgentLink(entry.name(), dial, hello, new Ears(), this::stands);
  }

  void start() {
    link.start();
  }

  HostEntry entry() {
    return entry;
  }

  HostId id() {
    return entry.id();
  }

  LinkView view() {
    return view;
  }

  boolean isUp() {
    return up != null;
  }

  /// Connected, has reported, and its document has been compared with ours: what it has to say
  /// about the cluster is known.
  boolean isHeard() {
    return up != null && documentCompared;
  }

  void documentCompared() {
    documentCompared = true;
  }

  Optional<HostTopic.Welcome> welcome() {
    var now = up;
    return now == null ? Optional.empty() : Optional.of(now.welcome());
  }

  /// The latest report of this connection.
  Optional<HostReport> report() {
    return up == null ? Optional.empty() : Optional.ofNullable(report);
  }

  /// Time jumped: what is still under way says nothing of the present.
  void expectFresh() {
    wantsFreshReport = true;
  }

  private void stands(LinkState state) {
    switch (state) {
      case LinkState.Connecting _ -> view = new LinkView(LinkView.Standing.CONNECTING, "");
      case LinkState.Waiting(_, var why, var nextIn) ->
          down(
              new LinkView(
                  LinkView.Standing.WAITING,
                  "%s; next try in %d s".formatted(why, Math.max(1, nextIn.toSeconds()))));
      case LinkState.Refused(_, var why) -> down(new LinkView(LinkView.Standing.REFUSED, why));
      case LinkState.Closed _ -> down(new LinkView(LinkView.Standing.CLOSED, "closed"));
      case LinkState.Up(var peer, var welcome) -> {
        report = null;
        heardNanos = clock.nanos();
        answersNanos = 0;
        wantsFreshReport = false;
        documentCompared = false;
        agentClock = new AgentClock(welcome.clockMillis(), heardNanos);
        up = new Up(peer, welcome, heardNanos);
        view = new LinkView(LinkView.Standing.UP, "");
        watcher.up(this);
      }
    }
  }

  private void down(LinkView next) {
    boolean was = up != null;
    up = null;
    view = next;
    if (was) watcher.down(this);
  }

  /// Every few seconds, by the decision thread; does not block.
  void poll() {
    var now = up;
    if (now != null && !documentCompared) watcher.up(this);
    if (now == null) {
      var why = view.text().isEmpty() ? "connecting" : view.text();
      inbox.post(at -> new Event.ContactFailed(at, id(), why));
    } else if (clock.nanos() - heardNanos > MUTE_NANOS) {
      // Also where its clock moved against ours: a new connection reckons anew.
      // Closing SSH may take its time, and this is the decision thread.
      Thread.ofVirtual()
          .name("hang up on " + entry.name())
          .start(
              () ->
                  now.peer()
                      .close(
                          "its agent hangs: no report for " + MUTE_NANOS / 1_000_000_000 + " s"));
      inbox.post(
          at ->
              new Event.ContactFailed(
                  at, id(), "connected, but no report for " + MUTE_NANOS / 1_000_000_000 + " s"));
    } else if (report != null
        && (answersNanos == 0 || clock.nanos() - answersNanos > ANSWERS_NANOS)) {
      askAnswers();
    }
  }

  /// What was answered is out of date: asked again now, and if that is just under way, at the next
  /// poll.
  void answersAreOld() {
    answersNanos = 0;
    if (up != null && report != null) askAnswers();
  }

  /// Asks "can it start there?" once; the answers come as an event.
  void askAnswers() {
    if (!asking.compareAndSet(false, true)) return;
    answersNanos = Math.max(1, clock.nanos());
    Thread.ofVirtual().name("answers " + entry.name()).start(this::answers);
  }

  private void answers() {
    try {
      var boot = welcome().map(HostTopic.Welcome::boot).orElse(null);
      var said = call(VmTopic.CAN_START, new VmTopic.CanStart(java.util.List.of()));
      if (boot == null) return;
      inbox.postEvidence(at -> new Event.HostAnswered(at, id(), boot, said.answers()));
      asking.set(false);
      watcher.answered(this, said);
    } catch (CallException e) {
      LOG.log(Level.FINE, "{0}: no answers: {1}", new Object[] {entry.name(), e.sentence()});
    } finally {
      asking.set(false);
    }
  }

  <P extends Record, R> R call(Method<P, R> method, P params) throws CallException {
    return call(method, params, method.atMost());
  }

  /// Blocks for at most `atMost` and the way there and back.
  <P extends Record, R> R call(Method<P, R> method, P params, Duration atMost)
      throws CallException {
    var now = up;
    if (now == null) {
      throw new CallException(
          ErrorCode.UNREACHABLE,
          "%s is not connected%s"
              .formatted(entry.name(), view.text().isEmpty() ? "" : ": " + view.text()));
    }
    return now.peer().call(method, params, atMost.plus(WAY));
  }

  Header header(CommandHeader header) throws CallException {
    return itsClock().header(header);
  }

  Header header(Epoch epoch, String why) throws CallException {
    return itsClock().header(epoch, clock.nanos(), why);
  }

  private AgentClock itsClock() throws CallException {
    var its = agentClock;
    if (its == null) {
      throw new CallException(ErrorCode.UNREACHABLE, entry.name() + " was never connected");
    }
    return its;
  }

  private void reported(HostTopic.Reported said) {
    long now = clock.nanos();
    var before = agentClock;
    if (before != null && before.isLate(said.clockMillis(), now)) {
      // The looks that come with it are as old, and tell no clock.
      wantsFreshReport = true;
      return;
    }
    agentClock = new AgentClock(said.clockMillis(), now);
    heardNanos = now;
    wantsFreshReport = false;
    var one = said.report();
    if (one == null) return; // not enrolled yet
    if (!one.host().equals(id())) {
      view =
          new LinkView(
              LinkView.Standing.UP,
              "%s says it is host %s, the document says %s: its reports are not believed"
                  .formatted(entry.name(), one.host(), id()));
      return;
    }
    if (up != null && !view.text().isEmpty()) view = new LinkView(LinkView.Standing.UP, "");
    // Before its document is known nothing is concluded from it: a newer one may say that a disk
    // was
    // last seen with the host's page cache (S5).
    if (!documentCompared) return;
    report = one;
    // Of several that wait only the newest matters.
    if (unread.getAndSet(one) == null && !inbox.postEvidence(this::newest)) unread.set(null);
  }

  private @Nullable Event newest(long atNanos) {
    var one = unread.getAndSet(null);
    return one == null ? null : new Event.HostReported(atNanos, one);
  }

  /// A report that waited was dropped unread; the next one is told again.
  void dropUnread() {
    unread.set(null);
  }

  private final class Ears implements Peer.Handler {
    @Override
    public CompletableFuture<JsonElement> request(String method, @Nullable JsonElement params) {
      return CompletableFuture.failedFuture(
          new CallException(ErrorCode.METHOD_NOT_FOUND, "an engine offers no " + method));
    }

    @Override
    public void notice(String name, @Nullable JsonElement params) {
      try {
        if (name.equals(HostTopic.REPORTED.name())) {
          reported(Wire.fromJson(params, HostTopic.REPORTED.params()));
        } else if (name.equals(HostTopic.WATCHED.name()) && !wantsFreshReport) {
          WatchReport look = Wire.fromJson(params, HostTopic.WATCHED.params());
          inbox.postEvidence(at -> new Event.HostWatched(at, look));
        } else if (name.equals(HostTopic.PROGRESS.name())) {
          watcher.progressed(Wire.fromJson(params, HostTopic.PROGRESS.params()));
        } else if (name.equals(HostTopic.EVENT.name())) {
          watcher.spoke(HostLine.this);
        }
      } catch (CallException e) {
        LOG.log(Level.WARNING, "{0}: {1}: {2}", new Object[] {entry.name(), name, e.sentence()});
      }
    }
  }

  @Override
  public void close() {
    link.close();
    up = null;
  }
}
