package org.leasehold.core.sim;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.leasehold.core.model.ExitMark;

/// One lockspace as one daemon lives it: join, renew every 2N, watch the others, end the holders
/// from 8N on, leave.
///
/// @see "sanlock src/lockspace.c, src/delta_lease.c, src/timeouts.h"
final class SimLockspace extends Actor {
  enum State {
    ABSENT,
    JOINING,
    JOINED,
    /// No renewal for 8N: the daemon ends the holders, then drops the lockspace.
    FAILING
  }

  /// A lease held through this lockspace.
  record Held(LeaseHolder holder, int slot, long version) {}

  final SimStore store;
  private final SimSanlock daemon;
  private final SimHost host;
  private final TreeMap<Integer, HostSeen> seen = new TreeMap<>();

  /// Until when it called a host dead or free that it does not call so now.
  private final TreeMap<Integer, Long> goneUntilNanos = new TreeMap<>();

  private final HeldLeases held = new HeldLeases();

  /// Acquires under way; another of the same lease is refused (-EBUSY, src/resource.c).
  private final TreeSet<Integer> acquiring = new TreeSet<>();

  private State state = State.ABSENT;
  private long generation;
  private long joinedAtNanos;
  private long renewedAtMonotonicNanos;
  private long renewalNanos;
  private long watchdogArmed;
  private boolean watchdogLinked;

  /// A daemon that died with its link left this one behind: wdmd lets it run out.
  private long orphanedLink;

  private int killSignals;

  SimLockspace(SimSanlock daemon, SimStore store) {
    super(daemon.queue(), daemon);
    this.daemon = daemon;
    this.host = daemon.host;
    this.store = store;
  }

  State state() {
    return state;
  }

  private void become(State next) {
    state = next;
    queue().changed();
  }

  boolean isJoined() {
    return state == State.JOINED && isAlive();
  }

  boolean isLinkedToWatchdog() {
    return watchdogLinked || orphanedLink != 0;
  }

  long generation() {
    return generation;
  }

  /// True time at which its present generation was joined.
  long joinedAtNanos() {
    return joinedAtNanos;
  }

  /// How long the last renewal took.
  long renewalNanos() {
    return renewalNanos;
  }

  long renewedAtMonotonicNanos() {
    return renewedAtMonotonicNanos;
  }

  SortedMap<Integer, HostSeen> seen() {
    return seen;
  }

  HostFlag flagOf(int hostId) {
    if (hostId == host.id) return HostFlag.LIVE;
    var view = seen.get(hostId);
    return view == null ? HostFlag.UNKNOWN : view.flag(store.io, host.monotonicNanos());
  }

  /// Whether this daemon calls it dead or free, or did so within the last `nanos`: what evidence of
  /// that age may rest on.
  boolean calledGone(int hostId, long nanos) {
    var flag = flagOf(hostId);
    if (flag == HostFlag.DEAD || flag == HostFlag.FREE) return true;
    var until = goneUntilNanos.get(hostId);
    return until != null && host.nowNanos() - until <= nanos;
  }

  private void forgetGone(int hostId) {
    var flag = flagOf(hostId);
    if (flag == HostFlag.DEAD || flag == HostFlag.FREE) goneUntilNanos.put(hostId, host.nowNanos());
  }

  boolean holds(int slot, LeaseHolder holder) {
    var h = held.get(slot);
    return isAlive() && h != null && h.holder().equals(holder);
  }

  long heldVersion(int slot) {
    var h = held.get(slot);
    return h == null ? 0 : h.version();
  }

  private SimPath path() {
    return host.paths.get(store.index);
  }

  private void io(Runnable effect, Runnable done, Runnable failed) {
    path().io(effect, guarded(done), guarded(failed));
  }

  private void log(String line) {
    host.world.log.line(nowNanos(), "host " + host.name, "lockspace " + store.name + " " + line);
  }

  // Joining: delta_lease_acquire.

  void join() {
    if (state != State.ABSENT || !daemon.isRunning()) return;
    begin();
    become(State.JOINING);
    seen.clear();
    held.clear();
    acquiring.clear();
    log("absent -> joining");
    io(() -> {}, this::judgeOwnRecord, this::joinFailed);
  }

  private void judgeOwnRecord() {
    var delta = store.area.delta(host.id);
    boolean unclean = !delta.isFree() && !delta.hostName().equals(daemon.hostName());
    if (!unclean || host.world.planted(PlantedBug.UNCLEAN_JOINED_AT_ONCE)) {
      writeFirst(delta);
      return;
    }
    long wait = store.io.hostDeadSeconds();
    if (host.world.log.isOn()) {
      log("waits %d s: id %d was left unclean by %s".formatted(wait, host.id, delta.hostName()));
    }
    later(
        SimTime.seconds(wait),
        () ->
            io(
                () -> {},
                () -> {
                  if (store.area.delta(host.id).equals(delta)) writeFirst(delta);
                  else joinFailed();
                },
                this::joinFailed));
  }

  private void writeFirst(Delta before) {
    long started = host.monotonicNanos();
    long next = before.generation() + 1;
    var name = daemon.hostName();
    io(
        () -> writeDelta(next, started, name),
        () -> later(SimTime.seconds(store.io.renewalSeconds()), () -> joined(next, started)),
        this::joinFailed);
  }

  /// @param name of the daemon that asked for the write, which may land after its end
  private void writeDelta(long gen, long monotonicNanos, String name) {
    store.area.writeDelta(host.id, new Delta(gen, monotonicNanos / SimTime.SECOND, name));
    host.world.deltaWritten(store, host, gen);
  }

  private void joined(long next, long started) {
    if (store.area.delta(host.id).generation() != next) {
      joinFailed();
      return;
    }
    generation = next;
    joinedAtNanos = nowNanos();
    become(State.JOINED);
    killSignals = 0;
    renewed(started);
    log("joining -> joined, generation " + generation);
    host.agent.lockspaceChanged();
    renew();
  }

  private void joinFailed() {
    log("joining -> absent");
    become(State.ABSENT);
    end();
    host.agent.lockspaceChanged();
  }

  // Renewing: delta_lease_renew, then a look at everybody else.

  private void renew() {
    if (state != State.JOINED) return;
    long started = host.monotonicNanos();
    long early = renewedAtMonotonicNanos + SimTime.seconds(store.io.renewalSeconds()) - started;
    if (early > SimTime.MILLISECOND) { // The clock stood still in a suspend.
      later(early, this::renew);
      return;
    }
    var name = daemon.hostName();
    io(
        () -> {
          if (store.area.delta(host.id).generation() == generation) {
            writeDelta(generation, started, name);
          }
        },
        () -> renewalLanded(started),
        () -> later(SimTime.SECOND, this::renew));
  }

  private void renewalLanded(long started) {
    renewalNanos = host.monotonicNanos() - started;
    if (state != State.JOINED) return;
    if (store.area.delta(host.id).generation() != generation) {
      log("own record was altered");
      fail();
      return;
    }
    renewed(started);
    lookAtOthers();
    serveRequests();
    long next = started + SimTime.seconds(store.io.renewalSeconds()) - host.monotonicNanos();
    later(Math.max(0, next), this::renew);
  }

  private void renewed(long started) {
    renewedAtMonotonicNanos = started;
    watchAge(started);
    armWatchdog();
  }

  private void watchAge(long started) {
    later(
        started + SimTime.seconds(store.io.renewalFailSeconds()) - host.monotonicNanos(),
        () -> judgeAge(started));
  }

  private void judgeAge(long started) {
    if (state != State.JOINED || renewedAtMonotonicNanos != started) return;
    long age = host.monotonicNanos() - started;
    if (age < SimTime.seconds(store.io.renewalFailSeconds()) - SimTime.MILLISECOND) {
      watchAge(started); // The clock stood still in a suspend.
      return;
    }
    if (host.world.log.isOn()) {
      log(
          "renewal failed: %s s since the last, limit %d s"
              .formatted(SimTime.text(age), store.io.renewalFailSeconds()));
    }
    fail();
  }

  private void lookAtOthers() {
    long now = host.monotonicNanos();
    for (var other : host.world.hosts) {
      if (other.id == host.id) continue;
      var delta = store.area.delta(other.id);
      if (delta.generation() == 0) continue;
      var before = seen.get(other.id);
      if (before != null) forgetGone(other.id);
      seen.put(
          other.id, before == null ? HostSeen.first(delta, now) : before.lookedAgain(delta, now));
    }
  }

  private void serveRequests() {
    for (var h : held.all()) {
      if (store.area.requestedVersion(h.slot()) <= h.version()) continue;
      boolean forced = store.area.requestIsForced(h.slot());
      h.holder().signal(forced, ExitMark.LEASE_KILL, "sanlock: request through the disk");
    }
  }

  // Failing: ends the holders, then drops the lockspace.

  private void fail() {
    become(State.FAILING);
    killSignals = 0;
    killHolders();
  }

  private void killHolders() {
    if (state != State.FAILING) return;
    if (held.isEmpty()) {
      log("failing -> absent, no holder left");
      become(State.ABSENT);
      watchdogLinked = false;
      end();
      host.agent.lockspaceChanged();
      return;
    }
    boolean kill = killSignals++ >= 40;
    for (var h : held.all())
      h.holder().signal(kill, ExitMark.LEASE_KILL, "sanlock: lockspace failed");
    later(SimTime.SECOND, this::killHolders);
  }

  /// wdmd: without a renewal the host is reset between 8N+50 and 8N+60 after the last one.
  private void armWatchdog() {
    if (!host.watchdog.isThere()) return;
    watchdogLinked = true;
    long limit =
        SimTime.seconds(store.io.renewalFailSeconds())
            + host.world.chance.between(SimTime.seconds(50), SimTime.seconds(59));
    watchdogRuns(++watchdogArmed, renewedAtMonotonicNanos, limit);
  }

  private void watchdogRuns(long armed, long since, long limit) {
    long after = Math.max(0, since + limit - host.monotonicNanos());
    Runnable fire =
        () -> {
          boolean linked = (watchdogLinked && watchdogArmed == armed) || orphanedLink == armed;
          if (!linked) return;
          if (host.monotonicNanos() - since < limit - SimTime.MILLISECOND) {
            watchdogRuns(armed, since, limit);
            return;
          }
          host.reset("watchdog: lockspace " + store.name + " not renewed", SimTime.seconds(40));
        };
    if (host.watchdog == Watchdog.HARD) host.laterUnfrozen(after, fire);
    else host.later(after, fire);
  }

  /// The daemon died: its threads and its memory are gone, the sectors and the watchdog stay.
  void daemonEnded() {
    if (watchdogLinked) orphanedLink = watchdogArmed;
    watchdogLinked = false;
    become(State.ABSENT);
    held.clear();
    acquiring.clear();
    seen.clear();
    end();
  }

  void powerLost() {
    watchdogLinked = false;
    orphanedLink = 0;
    watchdogArmed++;
  }

  /// `rem_lockspace` with UNUSED: refused while anything is held (S11).
  boolean leave() {
    boolean inUse = !held.isEmpty() && !host.world.planted(PlantedBug.LEFT_WHILE_HELD);
    if (state != State.JOINED || inUse) return false;
    host.world.observers.lockspaceLeft(this, held.all());
    log("joined -> absent, left clean");
    become(State.ABSENT);
    watchdogLinked = false;
    var delta = store.area.delta(host.id);
    path()
        .io(
            () -> {
              if (store.area.delta(host.id).equals(delta)) {
                store.area.writeDelta(host.id, new Delta(delta.generation(), 0, delta.hostName()));
                host.world.observers.deltaFreed(store, host);
              }
            },
            () -> {},
            () -> {});
    end();
    return true;
  }

  // Leases of VMs: paxos_lease_acquire and _release.

  void acquire(LeaseHolder holder, int slot, Consumer<AcquireResult> answer) {
    if (state != State.JOINED) {
      answer.accept(new AcquireResult.NotJoined());
      return;
    }
    if (held.get(slot) != null || !acquiring.add(slot)) {
      answer.accept(new AcquireResult.HeldHere());
      return;
    }
    Consumer<AcquireResult> ended =
        result -> {
          acquiring.remove(slot);
          answer.accept(result);
        };
    new SimAcquire(this, host, holder, slot, ended).readLeader();
  }

  void acquired(LeaseHolder holder, int slot, long version) {
    held.put(new Held(holder, slot, version));
    queue().changed();
  }

  /// What libvirt does at a pause and the daemon at the end of a holder.
  void release(LeaseHolder holder, int slot) {
    var h = held.get(slot);
    if (h == null || !h.holder().equals(holder)) return;
    held.remove(slot);
    queue().changed();
    if (state == State.FAILING) return;
    long gen = generation;
    path()
        .io(
            () -> {
              var leader = store.area.leader(slot);
              if (leader.isHeldBy(host.id, gen, h.version())) {
                store.area.writeLeader(slot, leader.released());
                host.world.leaderWritten(store, slot);
              }
            },
            () -> {},
            () -> {});
  }

  /// Every lease held here, for the agent's view.
  List<Held> heldLeases() {
    return held.all();
  }
}
