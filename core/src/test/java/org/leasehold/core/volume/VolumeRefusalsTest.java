package org.leasehold.core.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.leasehold.core.volume.Repairs.slot;
import static org.leasehold.core.volume.Repairs.volumeWith;
import static org.leasehold.core.volume.Volumes.SMALL;
import static org.leasehold.core.volume.Volumes.VM1;
import static org.leasehold.core.volume.Volumes.VM2;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.HostLife;
import org.leasehold.core.model.IoTimeout;
import org.leasehold.core.model.LeaseId;

/// A volume in a state in which nothing of it may be changed, and a sanlock whose word the disk
/// does not confirm: the whole sentences.
class VolumeRefusalsTest {
  private static final LeaseId A = new LeaseId("a");

  private static void assertRefused(EditOutcome.Refusal why, String sentence, EditOutcome outcome) {
    assertEquals(new EditOutcome.Refused(why, sentence), outcome);
  }

  private static EditOutcome remove(MemoryBlockFile file, LeaseDaemon host) throws Exception {
    return Volumes.editor(file, host).remove(A, VolumeHistory.NONE, 0);
  }

  @Test
  void aVolumeThatWasNeverFinished() throws Exception {
    var file = MemoryBlockFile.empty().stopsBeforeWrite(510);
    assertThrows(MemoryBlockFile.PowerLoss.class, () -> Volumes.create(file, SMALL));
    var found = file.reopened();
    assertRefused(
        EditOutcome.Refusal.DAMAGED,
        "memory was never finished: run `leasehold volume create` on it again",
        Volumes.editor(found, new FakeSanlock(found, 1)).add(VM1));
  }

  @Test
  void anIndexThatCannotBeUsed() throws Exception {
    var file = volumeWith("a");
    var host = Volumes.host(file, 1);
    Repairs.pokeIndex(file, 12, 0xC3);
    assertRefused(
        EditOutcome.Refusal.DAMAGED,
        "the index of memory cannot be used as it is; see `leasehold volume check`, then `plan-repair`",
        Volumes.editor(file, host).add(VM1));
  }

  @Test
  void aLockspaceOfThatNameThatIsJoinedAlready() throws Exception {
    var host = Volumes.host(Volumes.created(SMALL), 1);
    var creation =
        new VolumeCreation(
            MemoryBlockFile.empty(), host, Volumes.LOCKSPACE, SMALL, new IoTimeout(1));
    assertRefused(
        EditOutcome.Refusal.OCCUPIED,
        "this host's sanlock has joined a lockspace named 5f0e1c52-2f5e-4d55-9b1c-6a8f30f5a001 already; a new volume needs a name of its own",
        creation.create(Volumes.NOW_SECONDS));
  }

  @Test
  void aLeaseThatIsHeldShared() throws Exception {
    var file = volumeWith("a");
    slot(file, 1).shared(9, 1, 0);
    assertRefused(
        EditOutcome.Refusal.SHARED,
        "slot 4 is held shared by host 9 generation 1; end its users first",
        remove(file, Volumes.host(file, 1)));
  }

  @Test
  void aLeaseThatIsBeingTaken() throws Exception {
    var file = volumeWith("a");
    slot(file, 1).ballot(9, 9, 0, 1, false);
    assertRefused(
        EditOutcome.Refusal.BALLOT,
        "slot 4: host 9 is taking the lease or stopped while it did; try again in a minute, an abandoned attempt is told by not moving",
        remove(file, Volumes.host(file, 1)));
  }

  @Test
  void aSlotOfAnotherLockspace() throws Exception {
    var file = volumeWith("a");
    slot(file, 1).leaderName(56, "elsewhere");
    assertRefused(
        EditOutcome.Refusal.UNKNOWN,
        "slot 4 belongs to lockspace elsewhere, not to this volume's; its hosts cannot be asked from here",
        remove(file, Volumes.host(file, 1)));
  }

  @Test
  void aSlotUnderANameThatCannotBeTaken() throws Exception {
    var file = volumeWith("a");
    slot(file, 1).leaderName(104, "x y");
    assertRefused(
        EditOutcome.Refusal.UNKNOWN,
        "slot 4 holds a lease under a name that cannot be taken from here (x y)",
        remove(file, Volumes.host(file, 1)));
  }

  @Test
  void aDamagedSlotThatAnotherHostMayBeUsing() throws Exception {
    var file = volumeWith("a");
    var host = Volumes.host(file, 1).sees(2, LeaseDaemon.State.LIVE);
    Volumes.host(file, 2);
    slot(file, 1).poke(168, 0);
    assertRefused(
        EditOutcome.Refusal.UNKNOWN,
        "who uses the lease in slot 4 cannot be told, and host 2 (LIVE) may be using it; evacuate that host and let it leave lockspace 5f0e1c52-2f5e-4d55-9b1c-6a8f30f5a001, then try again",
        remove(file, host));
  }

  @Test
  void aRecordThatLeadsToNoSoundLeaseIsNotWithdrawn() throws Exception {
    var file = volumeWith("a");
    slot(file, 1).leaderName(104, "x");
    assertRefused(
        EditOutcome.Refusal.DAMAGED,
        "record 1 does not lead to a sound lease a; see `leasehold volume check`",
        Volumes.editor(file, Volumes.host(file, 1)).withdraw(A));
  }

  @Test
  void aLeaseThatAnOldVdsmHasNotFinishedExists() throws Exception {
    var file = volumeWith("a");
    Repairs.pokeRecord(file, 1, 61, 'u');
    assertRefused(
        EditOutcome.Refusal.EXISTS,
        "lease a exists already, in record 1, where an old vdsm stopped while it added or removed it; `leasehold volume repair` finishes that",
        Volumes.editor(file, Volumes.host(file, 1)).add(A));
  }

  @Test
  void aVolumeThatLeftoversFill() throws Exception {
    var file = new MemoryBlockFile(new byte[5 << 20], false);
    Volumes.create(file, SMALL);
    var host = Volumes.host(file, 1);
    Volumes.editor(file, host).add(VM1);
    Repairs.record(file, 1, Index.freeRecord());
    assertRefused(
        EditOutcome.Refusal.FULL,
        "memory has no room: all of its 2 leases are used, 1 of them by leftovers that `leasehold volume repair` clears",
        Volumes.editor(file, host).add(VM2));
  }

  @Test
  void aSanlockThatFormatsAnotherFile() {
    var creation =
        new VolumeCreation(
            MemoryBlockFile.empty(),
            new FakeSanlock(MemoryBlockFile.empty(), 1),
            Volumes.LOCKSPACE,
            SMALL,
            Volumes.IO);
    var lost = assertThrows(BlockFileException.class, () -> creation.create(Volumes.NOW_SECONDS));
    assertEquals(
        "sanlock says it formatted 5f0e1c52-2f5e-4d55-9b1c-6a8f30f5a001, but slot 0 of memory holds no lockspace",
        lost.getMessage());
  }

  @Test
  void aSanlockThatWritesAndClearsInAnotherFile() throws Exception {
    var file = volumeWith("a");
    var host = new Elsewhere(Volumes.host(file, 1), new FakeSanlock(MemoryBlockFile.empty(), 1));
    var unwritten =
        assertThrows(BlockFileException.class, () -> Volumes.editor(file, host).add(VM1));
    assertEquals(
        "sanlock says it wrote lease 11111111-2222-4333-8444-000000000001 into slot 5 of memory, but the slot does not hold a fresh lease of that name",
        unwritten.getMessage());
    var uncleared = assertThrows(BlockFileException.class, () -> remove(file, host));
    assertEquals(
        "sanlock says it cleared slot 4 of memory, but the slot does not say so",
        uncleared.getMessage());
  }

  @Test
  void aStorageThatDoesNotKeepWhatIsWritten() throws Exception {
    var file = volumeWith("a");
    var host = Volumes.host(file, 1);
    var lost =
        assertThrows(
            BlockFileException.class, () -> new VolumeEditor(new Forgetful(file), host).add(VM1));
    assertEquals(
        "memory did not keep what was written at offset 1049088: another writer, or failing storage; run `leasehold volume check`",
        lost.getMessage());
  }

  /// A disk that answers a write of the index and forgets it.
  private record Forgetful(MemoryBlockFile file) implements BlockFile {
    @Override
    public String path() {
      return file.path();
    }

    @Override
    public long sizeBytes() {
      return file.sizeBytes();
    }

    @Override
    public boolean grows() {
      return file.grows();
    }

    @Override
    public int read(long offsetBytes, byte[] into, int at, int length) {
      return file.read(offsetBytes, into, at, length);
    }

    @Override
    public void writeDurably(long offsetBytes, byte[] block) {}

    @Override
    public void close() {}
  }

  /// Takes leases where it should, and writes them into another file.
  private record Elsewhere(LeaseDaemon here, LeaseDaemon there) implements LeaseDaemon {
    @Override
    public Optional<HostLife> membership(String lockspace) throws LeaseDaemonException {
      return here.membership(lockspace);
    }

    @Override
    public HostSight host(String lockspace, HostId host) throws LeaseDaemonException {
      return here.host(lockspace, host);
    }

    @Override
    public List<HostSight> hosts(String lockspace) throws LeaseDaemonException {
      return here.hosts(lockspace);
    }

    @Override
    public List<HeldHere> heldHere(String lockspace) throws LeaseDaemonException {
      return here.heldHere(lockspace);
    }

    @Override
    public void formatLockspace(String lockspace, Geometry geometry, IoTimeout ioTimeout)
        throws LeaseDaemonException {
      there.formatLockspace(lockspace, geometry, ioTimeout);
    }

    @Override
    public void writeLease(LeaseAddress lease, Geometry geometry) throws LeaseDaemonException {
      there.writeLease(lease, geometry);
    }

    @Override
    public void clearLease(LeaseAddress lease, Geometry geometry) throws LeaseDaemonException {
      there.clearLease(lease, geometry);
    }

    @Override
    public Held acquire(LeaseAddress lease) throws LeaseDaemonException {
      return here.acquire(lease);
    }
  }
}
