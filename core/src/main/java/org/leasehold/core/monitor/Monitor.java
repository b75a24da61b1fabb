package org.leasehold.core.monitor;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.engine.Command;
import org.leasehold.core.engine.Engine;
import org.leasehold.core.engine.EngineState;
import org.leasehold.core.engine.Event;
import org.leasehold.core.engine.Memory;
import org.leasehold.core.engine.PowerGate;
import org.leasehold.core.engine.Request;
import org.leasehold.core.engine.Step;
import org.leasehold.core.model.ClusterDocument;
import org.leasehold.core.model.HostEntry;
import org.leasehold.core.model.HostId;
import org.leasehold.core.protocol.HostTopic;
import org.leasehold.core.protocol.VmTopic;

/// The loop that drives the decision engine over real agents.
///
/// One thread decides. What hosts say comes through a bounded inbox; each step is written down
/// before its commands go out; commands run on virtual threads and come back as events. The loop
/// looks at two clocks: after a jump of time (a slept laptop, a stopped process) it drops what it
/// heard before, tells the engine, and waits for fresh reports (S20).
public final class Monitor implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Monitor.class.getName());
  private static final long SECOND = 1_000_000_000L;

  /// A tick comes every second; a gap this long means that the process stood still.
  private static final long STOOD_STILL_NANOS = 2_500_000_000L;

  private static final int POLL_TICKS = 3;

  /// What a monitor is made of.
  ///
  /// @param name of this engine, for people
  /// @param ownHost the host it runs on, null on a desktop (S16)
  /// @param document the newest the journal has
  /// @param memory what the journal knew
  public record Parts(
      String name,
      @Nullable HostId ownHost,
      ClusterDocument document,
      Memory memory,
      Dialer dialer,
      StepJournal journal,
      Notifier notifier,
      EngineClock clock) {}

  private final Parts parts;
  private final Engine engine = new Engine();
  private final EngineClock clock;
  private final Inbox inbox;
  private final Definitions definitions = new Definitions();
  private final Lines lines;
  private final ClaimKeeper claim;
  private final DocumentExchange documents;
  private final MigrationKeys keys;
  private final PowerSecrets secrets;
  private final PowerWatch powerWatch;
  private final CommandRunner commands;
  private final Chronicle chronicle;
  private final AgentDiaries diaries;
  private final OperationDesk operations = new OperationDesk(this, OperationWaits.DEFAULT);
  private final Thread thread;
  private final Set<String> troubles = ConcurrentHashMap.newKeySet();
  private volatile EngineState state = EngineState.EMPTY;
  private volatile boolean closed;
  private long handledNanos;
  private long jumpedNanos = -1;
  private long ticks;

  public Monitor(Parts parts) {
    this.parts = parts;
    clock = parts.clock();
    inbox = new Inbox(clock);
    lines = new Lines(this::line);
    claim = new ClaimKeeper(parts.name(), lines, inbox, clock);
    documents = new DocumentExchange(lines, inbox, definitions);
    keys = new MigrationKeys(lines);
    secrets = new PowerSecrets(lines, clock);
    powerWatch = new PowerWatch(lines, inbox, clock);
    commands =
        new CommandRunner(
            lines,
            inbox,
            claim,
            documents,
            parts.notifier(),
            new AgentPower(command -> PowerGate.closed(state, command)),
            new AgentRestart(parts.dialer()),
            () -> state);
    chronicle = new Chronicle(parts.name(), parts.journal().known());
    diaries = new AgentDiaries(inbox, chronicle, parts.journal());
    thread = Thread.ofPlatform().daemon().name("engine").unstarted(this::run);
  }

  public Monitor start() {
    thread.start();
    return this;
  }

  private HostLine line(HostEntry entry) {
    return new HostLine(
        entry,
        parts.dialer().to(entry, "attach"),
        "engine " + parts.name(),
        inbox,
        clock,
        new LineWatcher());
  }

  private final class LineWatcher implements HostLine.Watcher {
    @Override
    public void up(HostLine line) {
      documents.compare(line, state);
      diaries.fetch(line);
    }

    @Override
    public void down(HostLine line) {
      claim.down(line, state.epoch());
      var why = line.view().text();
      inbox.post(at -> new Event.ContactFailed(at, line.id(), why));
    }

    @Override
    public void spoke(HostLine line) {
      diaries.fetch(line);
    }

    @Override
    public void progressed(HostTopic.Progress said) {
      chronicle.progressed(said);
    }

    @Override
    public void answered(HostLine line, VmTopic.StartAnswers answers) {
      documents.replicate(line, answers, state);
    }
  }

  private void run() {
    handledNanos = clock.nanos();
    step(new Event.Started(handledNanos, parts.document(), parts.memory(), parts.ownHost()), null);
    long nextTick = clock.nanos();
    try {
      while (!closed) {
        var item = inbox.poll(nextTick - clock.nanos());
        long now = clock.nanos();
        boolean due = now >= nextTick;
        if (due) nextTick = Math.max(nextTick + SECOND, now);
        turn(item, due);
      }
    } catch (InterruptedException _) {
      // Closed.
    } finally {
      lines.close();
    }
  }

  /// A defect in one turn must not end the loop: an engine that stands still restarts nobody.
  private void turn(Inbox.@Nullable Item item, boolean due) {
    try {
      lookAtTime();
      if (item != null) take(item);
      if (due) tick();
    } catch (RuntimeException e) {
      LOG.log(Level.SEVERE, "a defect of the monitor; it goes on", e);
      troubles.add("a defect of the monitor, its log has the trace: " + e);
    }
  }

  private void take(Inbox.Item item) {
    if (item.evidence() && item.arrivedNanos() <= jumpedNanos) return;
    var event = item.event().apply(handledNanos);
    if (event != null) step(event, item);
  }

  private void lookAtTime() {
    long sleptMillis = clock.sleptMillis();
    long now = clock.nanos();
    long gap = now - handledNanos;
    handledNanos = now;
    if (sleptMillis == 0 && gap < STOOD_STILL_NANOS) return;
    for (var line : lines.all()) {
      line.expectFresh();
      line.dropUnread();
    }
    // After the lines: what one of them heard in between is dropped too.
    jumpedNanos = clock.nanos();
    step(new Event.TimeJumped(now, Math.max(sleptMillis, gap / 1_000_000)), null);
  }

  private void tick() {
    if (ticks++ % POLL_TICKS == 0) for (var line : lines.all()) line.poll();
    step(new Event.Tick(handledNanos), null);
    claim.seek(state);
    keys.look(state);
    secrets.look(state);
    powerWatch.look(state);
  }

  private void step(Event event, Inbox.@Nullable Item item) {
    Step step;
    try {
      step = engine.step(state, event);
    } catch (RuntimeException e) {
      LOG.log(Level.SEVERE, "a defect of the engine; the event is left out: " + event, e);
      troubles.add("a defect of the engine, its log has the trace: " + e);
      return;
    }
    var before = state;
    state = step.next();
    long wallMillis = System.currentTimeMillis();
    var told = chronicle.take(before, event, step, wallMillis);
    var written =
        parts.journal().append(before, event, step, told.lines(), told.incidents(), wallMillis);
    for (var command : step.commands()) send(command, written);
    follow(before.document(), state.document());
    if (!before.claim().acts() && state.claim().acts()) stamp(state);
    publish();
    if (item != null && item.heard() != null) item.heard().accept(step);
  }

  /// The new epoch goes to every host with the document, before anything else is changed under it:
  /// no other engine can then come to the same epoch unseen (S15).
  private void stamp(EngineState acting) {
    var document = acting.document();
    if (document == null) return;
    documents.basedOn(document);
    var stamped = document.stamped(acting.epoch());
    inbox.post(at -> new Event.DocumentChanged(at, stamped));
    Thread.ofVirtual().name("stamp").start(() -> documents.write(stamped, acting));
  }

  /// A document is replaced as a whole: the same object is the same document.
  @SuppressWarnings("ReferenceEquality")
  private void follow(@Nullable ClusterDocument before, @Nullable ClusterDocument now) {
    if (now == null || now == before) return;
    // A host brought a document of a higher epoch: somebody has acted since. Acting on under a
    // lower
    // one would write what no host takes; the claim is sought anew, with an epoch above that.
    if (state.claim().acts() && now.epoch().compareTo(state.epoch()) > 0) {
      Thread.ofVirtual().name("outranked").start(() -> claim.giveUp(state.epoch()));
    }
    lines.follow(now);
    for (var line : lines.all()) line.answersAreOld();
  }

  private void send(Command command, CompletableFuture<Void> written) {
    // A slow disk must not stop the beat: the claim would end under an engine that believes in it.
    if (command instanceof Command.HoldClaim || command instanceof Command.ReleaseClaim) {
      commands.run(command);
      return;
    }
    var _ =
        written.whenComplete(
            (_, failure) -> {
              if (failure == null || Unjournalled.mayGoOut(command)) commands.run(command);
              else commands.refuse(command, "the journal cannot be written: " + failure);
            });
  }

  private void publish() {
    chronicle.publish(state, claim.acting(), lines.views(), complaints());
  }

  private List<String> complaints() {
    var all = new ArrayList<>(parts.journal().complaints());
    all.addAll(parts.notifier().complaints());
    long dropped = inbox.dropped();
    if (dropped > 0)
      all.add("this engine was too slow: %d messages were dropped".formatted(dropped));
    all.addAll(troubles);
    return all;
  }

  /// Asks on behalf of a person; the answer is the engine's word in the very step.
  CompletableFuture<Answer> ask(String operator, Request request) {
    var answer = new CompletableFuture<Answer>();
    boolean taken =
        inbox.post(
            at -> new Event.OperatorAsked(at, operator, request),
            step -> answer.complete(RequestAnswers.of(step)));
    if (!taken) answer.complete(new Answer.Refused("this engine is too busy; try again"));
    return answer;
  }

  OperationDesk operations() {
    return operations;
  }

  Dialer dialer() {
    return parts.dialer();
  }

  String acting() {
    return claim.acting();
  }

  ClaimKeeper claim() {
    return claim;
  }

  EngineState state() {
    return state;
  }

  Lines lines() {
    return lines;
  }

  Definitions definitions() {
    return definitions;
  }

  Chronicle chronicle() {
    return chronicle;
  }

  String name() {
    return parts.name();
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    chronicle.close();
  }
}
