package org.leasehold.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.leasehold.core.model.Generation;
import org.leasehold.core.model.HostLife;
import org.leasehold.core.model.HostSight;

/// What is read about a VM's lease proves nothing: no start, and why.
class EvidenceReadingTest {
  private static void provesNothing(String why, Consumer<Rig> facts) {
    var rig = Rig.of(3, Rig.vm("a"));
    facts.accept(rig);
    assertEquals(List.of(), rig.startTexts());
    assertEquals("evidence: " + why, rig.why("a"));
  }

  @Test
  void aLeaseThatNobodyHasRead() {
    provesNothing(
        "its lease has not been read on host kvm2 yet",
        rig -> {
          for (var host : rig.hosts.values()) host.looksStopped = true;
          HeldStart.hostOneDies(rig);
        });
  }

  @Test
  void anOwnerThatTheTargetDoesNotSee() {
    provesNothing(
        "host kvm2 does not see the owner, host 1 generation 1",
        rig -> {
          rig.host(2).unseen = List.of(rig.host(1).id);
          rig.host(3).unseen = List.of(rig.host(1).id);
          HeldStart.hostOneDies(rig);
        });
  }

  @Test
  void anOwnerWhoseHeartbeatIsOlderThanTheLeaseItHolds() {
    UnaryOperator<HostSight> older =
        sight ->
            new HostSight(
                sight.host(),
                new Generation(1),
                sight.timestampSeconds(),
                sight.state(),
                sight.changeAgeMillis(),
                sight.ioTimeout());
    provesNothing(
        "S2: the leader names host 1 generation 2, the heartbeat generation 1",
        rig -> {
          rig.host(1).generation = 2;
          rig.host(2).view = older;
          rig.host(3).view = older;
          HeldStart.hostOneDies(rig);
        });
  }

  /// What that host reported of its processes is from before a jump of time.
  @Test
  void aLeaseThatTheTargetItselfHolds() {
    provesNothing(
        "its lease is held there already, by host 2 generation 1",
        rig -> {
          var life = new HostLife(rig.host(2).id, new Generation(1));
          rig.leases.put(Rig.id("a"), new Rig.Lease(life, true, 1, 0));
          rig.host(1).cannot.put(Rig.id("a"), List.of("no"));
          rig.host(3).cannot.put(Rig.id("a"), List.of("no"));
          rig.started().run(6);
          rig.nanos += Turn.SECOND;
          rig.send(new Event.TimeJumped(rig.nanos, 2_000));
          rig.nanos += Turn.SECOND;
          rig.look(rig.host(2));
          rig.send(new Event.Tick(rig.nanos));
        });
  }
}
