package org.leasehold.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.leasehold.core.model.ExitMark;
import org.leasehold.core.model.Generation;
import org.leasehold.core.model.HostLife;

/// A lease whose release did not reach the disk: held by a host that lives and runs the VM no more.
class LeftBehindTest {
  private static Rig leftOnHost1(int seconds) {
    var rig = Rig.of(3, Rig.vm("a")).running("a", 1);
    rig.host(2).memoryMiB = 100_000;
    rig.host(1).storage = false;
    rig.startsSucceed = false;
    rig.started().run(9);
    rig.ends("a", 1, ExitMark.QEMU_LOST);
    rig.host(1).storage = true;
    return rig.run(seconds);
  }

  @Test
  void theStartIsTriedElsewhereOnceAndThenGoesToTheOwner() {
    var rig = leftOnHost1(3);
    assertEquals("2", rig.starts().getFirst().host().toString());
    rig.end(
        rig.starts().getFirst(), new Outcome.Refused(Outcome.Refusal.LEASE_HELD, "held by host 1"));
    rig.run(40);
    assertEquals(List.of("2", "1"), rig.starts().stream().map(s -> s.host().toString()).toList());
  }

  @Test
  void whereTheOwnerCannotStartItTheReasonIsSaid() {
    var rig = leftOnHost1(0);
    rig.host(1).cannot.put(Rig.id("a"), List.of("bridge br7 is missing"));
    rig.answer(rig.host(1));
    rig.run(3);
    rig.end(
        rig.starts().getFirst(), new Outcome.Refused(Outcome.Refusal.LEASE_HELD, "held by host 1"));
    rig.run(60);
    assertEquals(1, rig.starts().size());
    assertEquals(
        "lease left behind: held by host kvm1, which runs it no more; only that host can start it,"
            + " and cannot: bridge br7 is missing",
        rig.state.explain(Rig.id("a")));
  }

  /// An engine that began later knows of no end: the owner's silence about the VM counts as one.
  @Test
  void anOwnerThatHasShownNoProcessForTenSecondsStartsIt() {
    var rig = Rig.of(3, Rig.vm("a"));
    var owner = new HostLife(rig.host(1).id, new Generation(1));
    rig.leases.put(Rig.id("a"), new Rig.Lease(owner, true, 1, 0));
    rig.host(2).memoryMiB = 100_000;
    rig.started().run(9);
    assertEquals(
        "lease left behind: held by host kvm1, which runs it no more; only that host can start it",
        rig.why("a"));
    assertEquals(List.of(), rig.starts());
    rig.run(10);
    assertEquals(List.of("1"), rig.starts().stream().map(s -> s.host().toString()).toList());
  }

  @Test
  void anOwnerThatIsSilentOrShowsTheVmKeepsIt() {
    var rig = Rig.of(3, Rig.vm("a"));
    var owner = new HostLife(rig.host(1).id, new Generation(1));
    rig.leases.put(Rig.id("a"), new Rig.Lease(owner, true, 1, 0));
    rig.host(1).management = false;
    rig.started().run(120);
    assertEquals(
        "evidence: held by host 1 generation 1, LIVE to host kvm2: last renewal seen 16 s ago, its heartbeat lives",
        rig.why("a"));
    assertEquals(List.of(), rig.starts());
  }
}
