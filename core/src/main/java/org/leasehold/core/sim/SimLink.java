package org.leasehold.core.sim;

import java.util.ArrayDeque;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.leasehold.core.engine.Command;
import org.leasehold.core.engine.CommandId;
import org.leasehold.core.engine.Event;
import org.leasehold.core.engine.Outcome;
import org.leasehold.core.model.HostReport;
import org.leasehold.core.model.StartAnswer;
import org.leasehold.core.model.VmId;

/// The connection between one engine and one host's agent: ordered while it lives, late or lost
/// where it breaks.
final class SimLink {
  private static final long GIVE_UP_NANOS = SimTime.seconds(180);

  final SimEngine engine;
  final SimHost host;
  private final SimNetwork network;
  private final SeededRandom chance;
  private final ArrayDeque<Runnable> stuck = new ArrayDeque<>();
  private final TreeMap<CommandId, Long> pending = new TreeMap<>();
  private SortedMap<VmId, StartAnswer> lastAnswers = new TreeMap<>();
  private long reports;
  private long lastSign;
  private boolean connected;
  private long agentLife;
  private long lastToEngineNanos;
  private long lastToAgentNanos;

  SimLink(SimEngine engine, SimHost host, SimNetwork network, SeededRandom chance) {
    this.engine = engine;
    this.host = host;
    this.network = network;
    this.chance = chance;
  }

  boolean isConnected() {
    return connected && isUp();
  }

  private boolean isUp() {
    return network.reaches(engine, host);
  }

  private boolean agentAnswers() {
    return host.agent.isRunning();
  }

  /// The engine's edge asks every 3 s whether the agent still answers, and connects where it can.
  void poll() {
    if (connected && agentLife != host.agent.life()) broken("agent restarted");
    boolean answers = isUp() && agentAnswers();
    if (connected && !answers) broken(isUp() ? "agent does not answer" : "no answer");
    if (!connected && answers) connect();
    if (!connected) {
      String reason = isUp() ? "connection refused" : "no answer";
      engine.handle(at -> new Event.ContactFailed(at, host.world.hostId(host.id), reason));
    } else {
      giveUp();
    }
  }

  private void connect() {
    connected = true;
    lastAnswers = new TreeMap<>();
    reports = 0;
    lastSign = 0;
    agentLife = host.agent.life();
    while (!stuck.isEmpty()) stuck.removeFirst().run();
    host.agent.changed();
    engine.exchangeDocuments(this);
  }

  void report(HostReport report) {
    toEngine(at -> new Event.HostReported(at, report));
    if (reports++ % 3 == 0) answers();
  }

  /// "Can it start there?": told after the first report and when an answer changed.
  private void answers() {
    long sign = host.agent.reports.answersSign();
    if (sign == lastSign) return;
    lastSign = sign;
    var answers = host.agent.reports.answers();
    if (answers.equals(lastAnswers)) return;
    lastAnswers = answers;
    var id = host.world.hostId(host.id);
    var boot = host.agent.reports.boot();
    toEngine(at -> new Event.HostAnswered(at, id, boot, answers));
  }

  private void broken(String why) {
    connected = false;
    engine.linkBroken(this);
    endPending(why);
  }

  private void endPending(String why) {
    var ended = new TreeMap<>(pending);
    pending.clear();
    for (var id : ended.keySet()) {
      engine.handle(at -> new Event.CommandEnded(at, id, new Outcome.MayHaveHappened(why)));
    }
  }

  private void giveUp() {
    if (pending.isEmpty()) return;
    for (var entry : new TreeMap<>(pending).entrySet()) {
      if (engine.nowNanos() - entry.getValue() < GIVE_UP_NANOS) continue;
      pending.remove(entry.getKey());
      var outcome = new Outcome.MayHaveHappened("no answer for 180 s");
      engine.handle(at -> new Event.CommandEnded(at, entry.getKey(), outcome));
    }
  }

  void engineEnded() {
    connected = false;
    pending.clear();
    stuck.clear();
  }

  private long delayNanos() {
    return chance.between(SimTime.millis(1), SimTime.millis(20)) + network.slowNanos(host);
  }

  /// Something for the engine's inbox; late and out of date when the link breaks under it.
  void toEngine(LongFunction<Event> event) {
    if (!connected) return;
    Runnable deliver = engine.guarded(() -> engine.handle(event));
    lastToEngineNanos = Math.max(engine.nowNanos() + delayNanos(), lastToEngineNanos);
    engine
        .queue()
        .at(
            lastToEngineNanos,
            () -> {
              if (isUp()) deliver.run();
              else if (chance.chance(500)) stuck.addLast(deliver);
            });
  }

  /// Sends a command; its outcome comes back as an event, or as "may have happened".
  void command(Command command, Consumer<Consumer<Outcome>> atAgent) {
    var header = command.header();
    if (!isConnected()) {
      engine.later(
          SimTime.MILLISECOND,
          () -> ended(header.id(), new Outcome.Failed("not connected to " + host.name)));
      return;
    }
    pending.put(header.id(), engine.nowNanos());
    var answer = engine.guarded((Outcome outcome) -> answered(header.id(), outcome));
    Consumer<Outcome> back =
        outcome ->
            engine
                .queue()
                .after(
                    delayNanos(),
                    () -> {
                      if (isUp()) answer.accept(outcome);
                    });
    tell(() -> atAgent.accept(back));
  }

  /// Sends something that needs no answer.
  void tell(Runnable atAgent) {
    if (!isConnected()) return;
    Runnable run = host.agent.guarded(atAgent);
    lastToAgentNanos = Math.max(engine.nowNanos() + delayNanos(), lastToAgentNanos);
    engine
        .queue()
        .at(
            lastToAgentNanos,
            () -> {
              if (isUp()) run.run();
              else if (chance.chance(500)) stuck.addLast(run);
            });
  }

  /// The answer to what was told; lost when the link breaks.
  void answer(Runnable atEngine) {
    Runnable run = engine.guarded(atEngine);
    engine
        .queue()
        .after(
            delayNanos(),
            () -> {
              if (isConnected()) run.run();
            });
  }

  private void answered(CommandId id, Outcome outcome) {
    if (pending.remove(id) != null) ended(id, outcome);
  }

  private void ended(CommandId id, Outcome outcome) {
    engine.handle(at -> new Event.CommandEnded(at, id, outcome));
  }
}
