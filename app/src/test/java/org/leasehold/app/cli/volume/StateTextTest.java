package org.leasehold.app.cli.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.leasehold.core.model.Generation;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.HostLife;
import org.leasehold.core.volume.DeltaLease;
import org.leasehold.core.volume.Geometry;
import org.leasehold.core.volume.Heartbeats;
import org.leasehold.core.volume.Liveness;
import org.leasehold.core.volume.SectorSize;
import org.leasehold.core.volume.SlotState;

/// Why a lease cannot be had, or when: what the lease table says of each state of a slot.
class StateTextTest {
  private static final HostLife TWO = new HostLife(new HostId(2), new Generation(7));

  /// Of a host whose name is known.
  private static Heartbeats heartbeats() {
    var host = new HostId(2);
    var joined =
        new DeltaLease.Joined(
            host, TWO.generation(), "kvm2", "space", 9, 10, new Geometry(SectorSize.S512, 1));
    var beats = new TreeMap<HostId, Heartbeats.Beat>();
    beats.put(host, new Heartbeats.Beat(joined, 0, false, Optional.empty()));
    return new Heartbeats(beats);
  }

  private static void told(String sentence, SlotState state) {
    assertEquals(
        sentence, StateText.word(state) + ": " + new StateText(heartbeats()).detail(state));
  }

  private static SlotState.Held held(Liveness liveness) {
    return new SlotState.Held(new SlotState.Owner(TWO, 9, 10, liveness));
  }

  @Test
  void howItsOwnerLives() {
    told("held, live: host 2 (kvm2) generation 7: renewed 3 s ago", held(new Liveness.Live(3)));
    told(
        "held, failing: host 2 (kvm2) generation 7: silent for 81 s, free for others in 59 s",
        held(new Liveness.Failing(81, 59)));
    told(
        "held, dead: host 2 (kvm2) generation 7: silent for 141 s: the next start elsewhere takes it",
        held(new Liveness.Dead(141)));
    told(
        "held, unknown: host 2 (kvm2) generation 7: observing, known in at most 80 s",
        held(new Liveness.Unknown(80)));
    told(
        "held, unknown: host 2 (kvm2) generation 7: its heartbeat cannot be read",
        held(new Liveness.Unknown(-1)));
  }

  @Test
  void whyItsOwnersLifeHasEnded() {
    stale("the owner left the lockspace", Liveness.Why.LEFT);
    stale("the owner's host has a newer generation", Liveness.Why.REJOINED);
    stale("nobody ever joined the lockspace under the owner's host id", Liveness.Why.NEVER_JOINED);
    stale(
        "another host id is written where the owner's heartbeat belongs", Liveness.Why.OTHER_HOST);
  }

  private static void stale(String sentence, Liveness.Why why) {
    told(
        "held, stale: host 2 (kvm2) generation 7: " + sentence + ": the next start takes it",
        held(new Liveness.Stale(why)));
  }

  @Test
  void whoElseUsesIt() {
    var three = new HostLife(new HostId(3), new Generation(1));
    told(
        "shared: host 2 (kvm2) generation 7, host 3 generation 1",
        new SlotState.Shared(
            List.of(
                new SlotState.Owner(TWO, 0, 0, new Liveness.Live(1)),
                new SlotState.Owner(three, 0, 0, new Liveness.Live(1)))));
    var free = new SlotState.Free(0, 0, false);
    told(
        "ballot: host 3, phase 2 is taking it, or stopped; otherwise free",
        new SlotState.Ballot(new HostId(3), 2, false, free));
    told(
        "abandoned ballot: host 3, phase 1, stopped: harmless; otherwise held, live",
        new SlotState.Ballot(new HostId(3), 1, true, held(new Liveness.Live(1))));
  }

  @Test
  void thatThereIsNone() {
    told("free: never held", new SlotState.Free(0, 0, false));
    told("free: last held by host 2 (kvm2) generation 6", new SlotState.Free(2, 6, false));
    told("cleared: sanlock cleared lease a", new SlotState.Cleared("a"));
    told("never created: the slot holds only zeros", new SlotState.NeverCreated());
    told("empty: a lease without names, as vdsm leaves a removed one", new SlotState.Empty());
    told(
        "corrupt: the index record cannot be read: offset text is not a number",
        new SlotState.Corrupt(SlotState.Flaw.INDEX_RECORD, "offset text is not a number"));
  }
}
