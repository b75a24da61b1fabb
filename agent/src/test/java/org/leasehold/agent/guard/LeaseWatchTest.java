package org.leasehold.agent.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.leasehold.core.sanlock.DaemonStatus;
import org.leasehold.core.sanlock.LeasePlace;
import org.leasehold.core.volume.Leader;

/// Each answer takes one unit of time, in the order in which the test gives them.
class LeaseWatchTest {
  private static final long PID = 66;
  private static final int HOST = 1;
  private static final String FREE = "free at version 5";

  private final LeaseWatch watch =
      new LeaseWatch(PID, new LibvirtStatus.Lease("ls", "vm", "/v", 3145728), 100);
  private long clock = 100;
  private long number;

  private void daemon(DaemonAnswer answer) {
    watch.hear(new Probe.Answer<>(answer, ++number, ++clock, clock));
  }

  private void disk(long owner, long version, long timestamp) {
    disk(owner, version, timestamp, 50, OptionalLong.of(2));
  }

  private void disk(
      long owner, long version, long timestamp, long heartbeatAt, OptionalLong generation) {
    var leader =
        new Leader(
            Leader.PAXOS_MAGIC,
            0x60004,
            0x10,
            512,
            2000,
            2000,
            owner,
            2,
            version,
            "ls",
            "vm",
            timestamp,
            0,
            0,
            0,
            owner,
            2,
            timestamp);
    var heartbeat =
        new Leader(
            Leader.DELTA_MAGIC,
            0x30004,
            0x10,
            512,
            0,
            1,
            HOST,
            2,
            0,
            "ls",
            "h",
            heartbeatAt,
            0,
            0,
            1,
            0,
            0,
            0);
    var answer = new DiskAnswer(Optional.of(heartbeat), Map.of(3145728L, leader), "");
    watch.see(new Probe.Answer<>(answer, ++number, ++clock, clock), HOST, generation);
  }

  private static DaemonAnswer says(boolean knowsPid, long heldVersion) {
    var clients = new ArrayList<DaemonStatus.Client>();
    if (knowsPid) {
      clients.add(new DaemonStatus.Client((int) PID, "vm", new LinkedHashMap<>()));
    }
    var leases = new ArrayList<DaemonStatus.Lease>();
    if (heldVersion > 0) {
      leases.add(
          new DaemonStatus.Lease(
              "ls",
              "vm",
              List.of(new LeasePlace(Path.of("/v"), 3145728)),
              heldVersion,
              false,
              (int) PID,
              DaemonStatus.Lease.Phase.HELD,
              new LinkedHashMap<>()));
    }
    return new DaemonAnswer.Said(
        new DaemonStatus(new LinkedHashMap<>(), clients, List.of(), leases));
  }

  @Test
  void whatTheDaemonSaysIsCountedAnswerByAnswer() {
    watch.running(true, clock);
    daemon(says(false, 0));
    daemon(says(false, 0));
    assertEquals(new DaemonWord.UnknownPid(2), watch.daemon());
    daemon(says(true, 0));
    assertEquals(new DaemonWord.HoldsNothing(1), watch.daemon());
    daemon(says(true, 5));
    assertEquals(new DaemonWord.Holds(5), watch.daemon());
    daemon(new DaemonAnswer.Gone("no socket"));
    daemon(new DaemonAnswer.Gone("no socket"));
    assertEquals(new DaemonWord.Gone(2), watch.daemon());
  }

  /// Measured in the lab: a healthy VM was killed as it started, by answers from before it ran.
  @Test
  void thatAVmHeldNothingBeforeItRanIsNotHeldAgainstIt() {
    daemon(says(true, 0));
    daemon(says(true, 0));
    assertEquals(new DaemonWord.HoldsNothing(0), watch.daemon());
    watch.running(true, clock + 2);
    daemon(says(true, 0));
    assertEquals(new DaemonWord.HoldsNothing(0), watch.daemon());
    daemon(says(true, 5));
    assertEquals(new DaemonWord.Holds(5), watch.daemon());
  }

  @Test
  void aPauseStartsTheCountAnew() {
    watch.running(true, clock);
    daemon(says(true, 0));
    daemon(says(true, 0));
    assertEquals(new DaemonWord.HoldsNothing(2), watch.daemon());
    watch.running(false, clock);
    daemon(says(true, 0));
    watch.running(true, clock);
    assertEquals(new DaemonWord.HoldsNothing(0), watch.daemon());
    daemon(says(true, 0));
    assertEquals(new DaemonWord.HoldsNothing(1), watch.daemon());
  }

  @Test
  void anAnswerAskedBeforeTheProcessWasSeenSaysNothing() {
    watch.hear(new Probe.Answer<>(says(false, 0), 1, 99, 101));
    assertEquals(new DaemonWord.NotAsked(), watch.daemon());
  }

  /// Measured in the lab: at a suspend the lease is free on disk before the daemon's last word is.
  @Test
  void aLeaseGivenUpAtAPauseIsNotHeldAgainstTheVm() {
    daemon(says(true, 5));
    disk(HOST, 5, 60);
    assertEquals(new LeaderWord.Ours(), watch.leader());
    disk(HOST, 5, 0);
    disk(HOST, 5, 0);
    disk(HOST, 5, 0);
    assertEquals(new LeaderWord.Ours(), watch.leader());
    daemon(says(true, 0));
    assertEquals(new LeaderWord.Unread(), watch.leader());
  }

  @Test
  void aLeaseTakenWhileTheDaemonSticksToItIsCounted() {
    daemon(says(true, 5));
    disk(2, 6, 60);
    daemon(says(true, 5));
    var taken = "owner 2, generation 2, version 6";
    assertEquals(new LeaderWord.NotOurs(taken, true, 1), watch.leader());
    disk(2, 6, 60);
    daemon(says(true, 5));
    assertEquals(new LeaderWord.NotOurs(taken, true, 2), watch.leader());
    disk(HOST, 5, 60);
    assertEquals(new LeaderWord.Ours(), watch.leader());
  }

  @Test
  void withoutADaemonTheDiskIsReadTwice() {
    daemon(new DaemonAnswer.Gone("no socket"));
    disk(HOST, 5, 0);
    daemon(new DaemonAnswer.Gone("no socket"));
    disk(HOST, 5, 0);
    daemon(new DaemonAnswer.Gone("no socket"));
    assertEquals(new LeaderWord.NotOurs(FREE, false, 2), watch.leader());
  }

  /// Neither the disk nor the daemon knows this host in the lockspace any more.
  @Test
  void aHostThatLeftTheLockspaceHasNoLeaseThere() {
    daemon(says(true, 5));
    disk(HOST, 5, 60, 0, OptionalLong.empty());
    daemon(says(true, 5));
    assertEquals(
        new LeaderWord.NotOurs("this host has left the lockspace", false, 1), watch.leader());
  }
}
