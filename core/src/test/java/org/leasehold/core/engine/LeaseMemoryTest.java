package org.leasehold.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.leasehold.core.model.ClusterDocument;
import org.leasehold.core.model.DiskSet;
import org.leasehold.core.model.ExitMark;
import org.leasehold.core.model.HaMode;
import org.leasehold.core.model.LeaseVersion;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.model.VmEntry;

/// A lease that was removed and made again begins at version 0.
class LeaseMemoryTest {
  private static final long HELD = 7;

  /// The VM has run with version 7 of its lease and is down.
  private static Rig down() {
    var rig = Rig.of(2, Rig.vm("a"));
    rig.runs("a", rig.host(1), HELD);
    rig.started().run(20);
    rig.ends("a", 1, ExitMark.GUEST_SHUTDOWN);
    return rig.run(6);
  }

  private static VmEntry entry(Rig rig) {
    return Objects.requireNonNull(document(rig).vms().get(Rig.id("a")));
  }

  private static ClusterDocument document(Rig rig) {
    return Objects.requireNonNull(rig.state.document());
  }

  private static Request redefined(
      VmEntry before, long revision, HaMode mode, @Nullable LockspaceName domain) {
    return new Request.Redefined(
        before.id(), revision, before.memoryMiB(), before.disks(), mode, domain);
  }

  @Test
  void anEditKeepsTheVersionThatWasHeld() {
    var rig = down();
    var before = entry(rig);
    rig.ask(redefined(before, before.revision() + 1, HaMode.PROTECTED, Rig.STORE));
    assertEquals(new LeaseVersion(HELD), rig.record("a").version());
  }

  @Test
  void aVmThatIsProtectedAgainRestsOnItsNewLeaseOnly() {
    var rig = down();
    var before = entry(rig);
    rig.ask(redefined(before, before.revision() + 1, HaMode.OFF, null));
    assertNull(rig.record("a").version());
    rig.ask(redefined(before, before.revision() + 2, HaMode.PROTECTED, Rig.STORE));
    assertNull(rig.record("a").version());
    assertEquals(LeaseVersion.NEVER, Objects.requireNonNull(rig.record("a").disks()).version());
  }

  @Test
  void anEngineThatSawNeitherChangeKnowsByTheRevision() {
    var rig = down();
    var known = document(rig);
    var now = entry(rig);
    var later =
        now.redefined(
            now.revision() + 2,
            2048,
            new DiskSet(List.of("/a"), true),
            HaMode.PROTECTED,
            Rig.STORE);
    rig.send(new Event.DocumentChanged(rig.nanos, known.with(rig.state.epoch(), later)));
    assertNull(rig.record("a").version());
  }
}
