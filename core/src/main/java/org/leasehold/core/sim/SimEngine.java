package org.leasehold.core.sim;

import java.util.List;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.engine.Claim;
import org.leasehold.core.engine.Command;
import org.leasehold.core.engine.CommandId;
import org.leasehold.core.engine.Engine;
import org.leasehold.core.engine.EngineState;
import org.leasehold.core.engine.Event;
import org.leasehold.core.engine.Memory;
import org.leasehold.core.engine.Outcome;
import org.leasehold.core.engine.Request;
import org.leasehold.core.engine.Severity;
import org.leasehold.core.model.ClusterDocument;
import org.leasehold.core.model.Epoch;

/// One engine process with its edge: the real [Engine] decides, the edge keeps connections, the
/// claim and the clock.
final class SimEngine extends Actor {
  private static final long TICK_NANOS = SimTime.SECOND;
  private static final long POLL_NANOS = SimTime.seconds(3);
  private static final long CLAIM_NANOS = SimTime.seconds(5);

  /// A gap this long between two events means that the process stood still: a tick comes every
  /// second.
  private static final long JUMP_NANOS = SimTime.millis(2500);

  final World world;
  final String name;

  /// The host it runs on as a service; null: a desktop of its own.
  final @Nullable SimHost runsOn;

  private final Engine engine;
  private List<SimLink> links = List.of();
  private EngineState state = EngineState.EMPTY;
  private ClusterDocument document;

  /// What its journal knew at its end.
  private Memory memory = Memory.NONE;

  private Claim claim = Claim.WATCHING;
  private @Nullable SimLink claimLink;
  private boolean claimAsked;

  /// Which host is asked first: each refusal moves on, for a lease left behind by a failed release
  /// can be taken by its owner only.
  private int claimSeekers;

  private long handledNanos;
  private boolean handling;
  private final java.util.ArrayDeque<LongFunction<Event>> inbox = new java.util.ArrayDeque<>();

  SimEngine(
      World world, String name, @Nullable SimHost runsOn, Engine engine, ClusterDocument document) {
    super(world.queue, runsOn);
    this.world = world;
    this.name = name;
    this.runsOn = runsOn;
    this.engine = engine;
    this.document = document;
  }

  EngineState state() {
    return state;
  }

  Claim claim() {
    return claim;
  }

  List<SimLink> links() {
    return links;
  }

  ClusterDocument document() {
    return document;
  }

  /// An old copy of the document: what a laptop from the drawer brings.
  void startWith(ClusterDocument old) {
    document = old;
    memory = Memory.NONE;
    start();
  }

  void start() {
    if (isAlive() || (runsOn != null && !runsOn.isRunning())) return;
    begin();
    links = world.network.linksOf(this);
    state = EngineState.EMPTY;
    claim = Claim.WATCHING;
    claimLink = null;
    claimAsked = false;
    handledNanos = nowNanos();
    inbox.clear();
    world.log.line(
        nowNanos(), "engine " + name, "starts" + (runsOn == null ? "" : " on " + runsOn.name));
    var host = runsOn == null ? null : world.hostId(runsOn.id);
    handle(at -> new Event.Started(at, document, memory, host));
    tick();
    poll();
    later(SimTime.SECOND, this::seekClaim);
  }

  @Override
  void end() {
    if (isAlive()) world.log.line(nowNanos(), "engine " + name, "ends");
    if (state.document() != null) memory = state.memory();
    super.end();
    for (var link : links) link.engineEnded();
    claim = Claim.WATCHING;
    claimLink = null;
  }

  private void tick() {
    handle(Event.Tick::new);
    later(TICK_NANOS, this::tick);
  }

  private void poll() {
    for (var link : links) link.poll();
    later(POLL_NANOS, this::poll);
  }

  void handle(LongFunction<Event> next) {
    inbox.addLast(next);
    if (handling) return;
    handling = true;
    while (!inbox.isEmpty() && isAlive()) {
      var event = inbox.removeFirst().apply(nowNanos());
      long gap = nowNanos() - handledNanos;
      handledNanos = nowNanos();
      if (gap > JUMP_NANOS && !(event instanceof Event.Started)) {
        step(new Event.TimeJumped(nowNanos(), gap / SimTime.MILLISECOND));
      }
      step(event);
    }
    handling = false;
  }

  private void step(Event event) {
    var before = state;
    world.observers.engineHears(this, event);
    var step = engine.step(state, event);
    state = step.next();
    if (world.log.isOn()) {
      for (var line : step.lines()) {
        world.log.line(
            nowNanos(),
            (world.engines.size() > 1 ? name + " " : "") + line.subject(),
            line.because().isEmpty() ? line.what() : line.what() + "   " + line.because());
      }
    }
    world.observers.engineStepped(this, before, event, step);
    for (var line : step.lines()) {
      if (line.severity() == Severity.CRITICAL) world.observers.critical(this, line);
    }
    for (var command : step.commands()) {
      world.observers.commandIssued(this, command);
      run(command);
    }
  }

  private long ageNanos(Command command) {
    return nowNanos() - command.header().issuedNanos();
  }

  private SimLink link(int host) {
    return links.get(host - 1);
  }

  private void run(Command command) {
    switch (command) {
      case Command.StartVm c -> {
        var link = link(c.host().value());
        link.command(c, answer -> link.host.agent.commands.start(c, ageNanos(c), answer));
      }
      case Command.StopVm c -> {
        var link = link(c.host().value());
        link.command(c, answer -> link.host.agent.commands.stop(c, ageNanos(c), answer));
      }
      case Command.DestroyCopy c -> {
        var link = link(c.host().value());
        link.command(c, answer -> link.host.agent.commands.destroyCopy(c, ageNanos(c), answer));
      }
      case Command.ForgetExit c -> {
        var link = link(c.host().value());
        link.command(c, answer -> link.host.agent.commands.forgetExit(c, answer));
      }
      case Command.HostFit c -> {
        var link = link(c.host().value());
        link.command(c, answer -> link.host.agent.commands.checked(c, ageNanos(c), answer));
      }
      case Command.MigrateVm c -> {
        var link = link(c.from().value());
        link.command(c, answer -> new SimMigration(world, c, ageNanos(c), answer).begin());
      }
      case Command.CancelMigration c -> {
        var link = link(c.host().value());
        link.command(c, answer -> link.host.agent.commands.cancelMigration(c, ageNanos(c), answer));
      }
      case Command.Watch c -> {
        var link = link(c.watcher().value());
        link.tell(() -> link.host.agent.watch(name, c));
      }
      case Command.Probe c -> probe(c);
      case Command.SoftRestartAgent c -> softRestart(c);
      case Command.PowerFence c -> powerFence(c);
      case Command.StorageSideStop c -> {
        var link = link(c.via().value());
        link.command(c, answer -> link.host.agent.commands.storageSideStop(c, ageNanos(c), answer));
      }
      case Command.StorageSideReset c -> {
        var link = link(c.via().value());
        link.command(
            c, answer -> link.host.agent.commands.storageSideReset(c, ageNanos(c), answer));
      }
      case Command.Notify c -> world.observers.notified(this, c);
      case Command.HoldClaim c -> beat(c);
      case Command.ReleaseClaim c -> releaseClaim(c);
      case Command.WriteDocument c -> write(c);
    }
  }

  private void ended(CommandId id, Outcome outcome) {
    handle(at -> new Event.CommandEnded(at, id, outcome));
  }

  private void endLater(Command command, long delayNanos, Outcome outcome) {
    later(delayNanos, () -> ended(command.header().id(), outcome));
  }

  private void probe(Command.Probe c) {
    var link = link(c.from().value());
    link.command(
        c,
        answer -> {
          var target = world.hosts.get(c.silent().value() - 1);
          boolean reachable = world.network.reach(link.host, target) && target.agent.isRunning();
          link.toEngine(at -> new Event.HostProbed(at, c.from(), c.silent(), reachable));
          answer.accept(new Outcome.Done(reachable ? "reachable" : "not reachable"));
        });
  }

  private void softRestart(Command.SoftRestartAgent c) {
    var host = world.hosts.get(c.host().value() - 1);
    if (!world.network.reaches(this, host)) {
      endLater(c, SimTime.seconds(10), new Outcome.Failed("ssh: no route"));
      return;
    }
    host.agent.end();
    host.later(SimTime.seconds(2), host.agent::start);
    endLater(c, SimTime.seconds(2), new Outcome.Done("agent restarted"));
  }

  private void powerFence(Command.PowerFence c) {
    var target = world.hosts.get(c.host().value() - 1);
    var link = link(c.proxy().value());
    link.command(
        c,
        answer -> {
          var agent = link.host.agent;
          switch (c.power()) {
            case OFF -> target.bmc.off(agent, said -> answer.accept(outcome(said)));
            case ON -> target.bmc.on(agent, said -> answer.accept(outcome(said)));
          }
        });
  }

  private static Outcome outcome(SimBmc.Answer said) {
    return switch (said) {
      case OFF -> new Outcome.Done("verified off");
      case ON -> new Outcome.Done("verified on");
      case ERROR -> new Outcome.Failed("power device does not answer");
    };
  }

  // The claim (S16).

  private void seekClaim() {
    later(CLAIM_NANOS, this::seekClaim);
    if (claim == Claim.ACTING || claimAsked || state.seeksNoClaim() != null) return;
    for (int i = 0; i < links.size(); i++) {
      var link = links.get((claimSeekers + i) % links.size());
      if (!link.isConnected() || !link.host.agent.canHoldClaim()) continue;
      claimAsked = true;
      later(SimTime.seconds(20), () -> claimAsked = false);
      link.host.agent.holdClaim(name, guarded((Boolean won) -> claimAnswered(link, won)));
      return;
    }
  }

  private void claimAnswered(SimLink link, boolean won) {
    claimAsked = false;
    if (!won) {
      claimSeekers = link.host.id; // the next one in turn
      var highest = highestEpoch();
      boolean newer = highest.compareTo(state.epoch()) > 0;
      if (claim != Claim.WATCHING || newer) become(Claim.WATCHING, highest);
      return;
    }
    if (!link.isConnected()) {
      return;
    }
    var home = world.home();
    home.epoch = Math.max(home.epoch, state.epoch().value()) + 1;
    claimLink = link;
    become(Claim.ACTING, new Epoch(home.epoch));
  }

  /// The highest epoch that the agents in reach have seen.
  private Epoch highestEpoch() {
    var highest = state.epoch();
    for (var link : links) {
      var theirs = link.host.agent.notes.epoch;
      if (link.isConnected() && theirs.compareTo(highest) > 0) highest = theirs;
    }
    return highest;
  }

  private void become(Claim next, Epoch epoch) {
    claim = next;
    handle(at -> new Event.ClaimChanged(at, next, epoch));
  }

  void claimLost(String why) {
    if (claim != Claim.ACTING) return;
    claimLink = null;
    world.log.line(nowNanos(), "engine " + name, "claim lost: " + why);
    become(Claim.LOST, state.epoch());
  }

  void linkBroken(SimLink link) {
    if (link == claimLink) claimLost("connection to " + link.host.name + " broke");
  }

  private void beat(Command.HoldClaim c) {
    var link = claimLink;
    if (link == null) {
      endLater(c, SimTime.MILLISECOND, new Outcome.Failed("no claim"));
      return;
    }
    link.command(
        c,
        answer -> {
          boolean good = link.host.agent.beatClaim(name);
          answer.accept(good ? new Outcome.Done("held") : new Outcome.Failed("holder is gone"));
          if (!good) claimLost("its holder on " + link.host.name + " is gone");
        });
  }

  private void releaseClaim(Command.ReleaseClaim c) {
    var link = claimLink;
    claimLink = null;
    if (link != null && link.isConnected()) link.tell(() -> link.host.agent.dropClaim("given up"));
    endLater(c, SimTime.MILLISECOND, new Outcome.Done("given up"));
    if (claim == Claim.ACTING) become(Claim.LOST, state.epoch());
  }

  // The document.

  private void write(Command.WriteDocument c) {
    document = c.document();
    for (var link : links) {
      if (link.isConnected()) link.tell(() -> link.host.agent.documentFrom(this, c.document()));
    }
    endLater(c, SimTime.millis(30), new Outcome.Done("written"));
  }

  void exchangeDocuments(SimLink link) {
    var theirs = link.host.agent.notes.document;
    if (theirs != null && theirs.isNewerThan(document)) {
      documentSeen(theirs);
    } else {
      var mine = document;
      link.tell(() -> link.host.agent.keep(mine));
    }
  }

  void documentSeen(ClusterDocument newer) {
    if (!newer.isNewerThan(document)) return;
    document = newer;
    handle(at -> new Event.DocumentChanged(at, newer));
  }

  void ask(String operator, Request request) {
    if (isRunning()) handle(at -> new Event.OperatorAsked(at, operator, request));
  }
}
