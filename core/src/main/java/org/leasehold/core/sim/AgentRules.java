package org.leasehold.core.sim;

import java.util.List;
import java.util.TreeMap;
import org.leasehold.core.model.ExitMark;

/// What an agent does without being asked: join lockspaces, guard resumes (S10), end VMs that were
/// paused too long.
final class AgentRules {
  private static final long RESUME_WAITS_NANOS = SimTime.seconds(10);
  private static final long CLOCKS_APART_NANOS = SimTime.millis(500);

  private final SimAgent agent;
  private final SimHost host;
  private final TreeMap<Integer, SimCopy> known = new TreeMap<>();
  private long clocksApartNanos;

  AgentRules(SimAgent agent) {
    this.agent = agent;
    this.host = agent.host;
  }

  void begin() {
    known.clear();
    clocksApartNanos = host.bootTimeNanos() - host.monotonicNanos();
  }

  void watch() {
    long apart = host.bootTimeNanos() - host.monotonicNanos();
    boolean slept = Math.abs(apart - clocksApartNanos) > CLOCKS_APART_NANOS;
    clocksApartNanos = apart;
    if (slept) agent.changed();
    for (var store : host.world.stores) join(store);
    if (!host.copies.isEmpty()) {
      for (var copy : List.copyOf(host.copies)) watch(copy);
    }
    noticeEnds();
  }

  private void join(SimStore store) {
    var daemon = host.sanlock;
    if (!daemon.isRunning()) return;
    var lockspace = daemon.lockspace(store);
    if (lockspace.state() != SimLockspace.State.ABSENT) return;
    if (!host.paths.get(store.index).state().carriesWrites()) return;
    if (!host.seesEnrolledVolume(store) && !host.world.planted(PlantedBug.OTHER_VOLUME_JOINED))
      return;
    for (var copy : host.copies) {
      if (copy.leaseInXml && !daemon.knowsPid(copy)) return;
    }
    lockspace.join();
  }

  private void noticeEnds() {
    boolean ended = false;
    for (var copy : known.values()) ended |= !copy.exists();
    if (!ended) return;
    for (var entry : List.copyOf(known.entrySet())) {
      var copy = entry.getValue();
      if (copy.exists()) continue;
      known.remove(entry.getKey());
      if (!copy.byHand) agent.reports.ended(copy, copy.exitMarks());
      agent.changed();
    }
  }

  /// A libvirt event about a copy that ended: told at once.
  void endedNow(SimCopy copy) {
    if (known.remove(copy.pid) == null && copy.byHand) return;
    if (!copy.byHand) agent.reports.ended(copy, copy.exitMarks());
    agent.changed();
  }

  private void watch(SimCopy copy) {
    known.put(copy.pid, copy);
    if (!copy.leaseInXml) return;
    switch (copy.state()) {
      case RUNNING -> resumedPastUs(copy);
      case PAUSED -> pausedTooLong(copy);
      case PREPARED, DYING, GONE -> {}
    }
  }

  private void resumedPastUs(SimCopy copy) {
    boolean readable = host.paths.get(copy.vm.store.index).state().carriesWrites();
    boolean unseen = copy.resumes != copy.resumesSeenByAgent;
    if (unseen && readable && copy.provingSinceNanos == 0) resumed(copy);
  }

  static String text(Leader leader) {
    return leader.isFree()
        ? "free at version " + leader.version()
        : "host %d generation %d version %d"
            .formatted(leader.owner(), leader.generation(), leader.version());
  }

  /// Whoever resumed it: the version must be exactly one more than the one held before (S10).
  void resumed(SimCopy copy) {
    copy.resumesSeenByAgent = copy.resumes;
    var note = agent.notes.acquiredByVm.get(copy.vm.number);
    var leader = copy.vm.leader();
    boolean next =
        note != null
            && copy.holdsLease()
            && copy.lockspace().generation() == note.generation()
            && leader.isHeldBy(host.id, copy.lockspace().generation(), note.version() + 1);
    if (!next && !host.world.planted(PlantedBug.RESUME_UNGUARDED)) {
      copy.signal(
          true, ExitMark.GUARD_KILL, "agent S10: resumed, but the leader is " + text(leader));
      return;
    }
    note(copy, leader);
    agent.changed();
  }

  void note(SimCopy copy, Leader leader) {
    agent.notes.acquiredByVm.put(
        copy.vm.number, new AgentNotes.Acquired(leader.generation(), leader.version()));
  }

  /// @return whether a resume is allowed: nobody else had the lease since (S10)
  boolean mayResume(SimCopy copy) {
    if (host.world.planted(PlantedBug.RESUME_UNGUARDED)) return true;
    if (!host.paths.get(copy.vm.store.index).state().carriesWrites()) return false;
    var note = agent.notes.acquiredByVm.get(copy.vm.number);
    var leader = copy.vm.leader();
    return note != null
        && leader.owner() == host.id
        && leader.generation() == note.generation()
        && leader.version() == note.version()
        && note.generation() == copy.lockspace().generation();
  }

  private void pausedTooLong(SimCopy copy) {
    boolean brokenOff = copy.pause() == SimCopy.Pause.MIGRATING && !copy.outgoing;
    if (copy.pause() != SimCopy.Pause.IO_ERROR && !brokenOff) return;
    if (copy.resumeAskedNanos != 0
        && host.nowNanos() - copy.resumeAskedNanos < RESUME_WAITS_NANOS) {
      return;
    }
    long paused = host.nowNanos() - copy.stateSinceNanos();
    long limit = SimTime.seconds(copy.vm.store.io.renewalFailSeconds());
    boolean pathIsBack = host.paths.get(copy.vm.store.index).state() == PathState.GOOD;
    if (paused >= limit || (pathIsBack && !mayResume(copy))) {
      copy.signal(
          true,
          ExitMark.PAUSED_TOO_LONG,
          "agent: paused %s s by an I/O error%s"
              .formatted(
                  SimTime.text(paused),
                  paused >= limit
                      ? ", limit " + limit / SimTime.SECOND + " s"
                      : ", S10 forbids a resume"));
    } else if (pathIsBack && copy.lockspace().isJoined()) {
      copy.resumeAskedNanos = host.nowNanos();
      agent.commands.resume(copy, "agent: storage is back");
    }
  }
}
