package org.leasehold.core.volume;

import java.util.Optional;
import org.leasehold.core.model.HostLife;
import org.leasehold.core.model.LeaseId;

/// One change of a volume's index, while this process holds the volume's master lease.
///
/// Opening it proves three things: the volume is Leasehold's own, this host has joined its
/// lockspace, and the master lease that sanlock took is on the very volume that is read here (S2).
final class EditSession implements AutoCloseable {
  private final BlockFile file;
  private final LeaseDaemon daemon;
  private final VolumeReader reader;
  private final Geometry geometry;
  private final String lockspace;
  private final HostLife self;
  private final LeaseDaemon.Held master;

  private EditSession(
      BlockFile file,
      LeaseDaemon daemon,
      VolumeReader reader,
      Geometry geometry,
      String lockspace,
      HostLife self,
      LeaseDaemon.Held master) {
    this.file = file;
    this.daemon = daemon;
    this.reader = reader;
    this.geometry = geometry;
    this.lockspace = lockspace;
    this.self = self;
    this.master = master;
  }

  static EditSession open(BlockFile file, LeaseDaemon daemon)
      throws BlockFileException, LeaseDaemonException, Refused {
    var reader = new VolumeReader(file, Optional.empty(), Optional.empty());
    var volume = reader.read(VolumeReader.Depth.GLANCE);
    var geometry = volume.geometry();
    if (!volume.isOwn()) throw notOurs(file.path(), volume);
    var lockspace = volume.lockspaceName().orElseThrow();
    var self =
        daemon
            .membership(lockspace)
            .orElseThrow(
                () ->
                    new Refused(
                        EditOutcome.Refusal.NOT_JOINED,
                        "this host's sanlock has not joined lockspace "
                            + lockspace
                            + "; nobody may change a volume whose leases it cannot take; join it first"));
    var address =
        LeaseDaemon.LeaseAddress.of(
            lockspace, LeaseId.MASTER.text(), Geometry.MASTER_SLOT, geometry);
    long version = reader.readLease(geometry, Geometry.MASTER_SLOT).leader().leaseVersion();
    var master = daemon.acquire(address);
    var session = new EditSession(file, daemon, reader, geometry, lockspace, self, master);
    try {
      session.proveOurs(Geometry.MASTER_SLOT, LeaseId.MASTER.text(), version);
      return session;
    } catch (BlockFileException | Refused e) {
      master.close();
      throw e;
    }
  }

  private static Refused notOurs(String path, VolumeSnapshot volume) {
    boolean unfinished =
        volume.index().metadata() instanceof IndexMetadata.Valid valid && valid.updating();
    if (unfinished) {
      return new Refused(
          EditOutcome.Refusal.DAMAGED,
          path + " was never finished: run `leasehold volume create` on it again");
    }
    return new Refused(
        EditOutcome.Refusal.FOREIGN,
        path
            + " was not made by Leasehold (no lockspace in slot 0, or no lease `leasehold-master` in slot 2); it is inspected only");
  }

  /// The daemon says it holds the lease; the disk must say so too, and with a version newer than
  /// before: a copy made while we held it once says that we hold it, for ever.
  private void proveOurs(int slot, String name, long versionBefore)
      throws BlockFileException, Refused {
    var leader = reader.readLease(geometry, slot).leader();
    boolean ours =
        leader.magic() == Leader.PAXOS_MAGIC
            && leader.resourceName().equals(name)
            && leader.timestamp() != 0
            && Long.compareUnsigned(leader.leaseVersion(), versionBefore) > 0
            && leader.ownerId() == self.host().value()
            && leader.ownerGeneration() == self.generation().value();
    if (ours) return;
    throw new Refused(
        EditOutcome.Refusal.OTHER_VOLUME,
        "sanlock took lease %s as %s, but slot %d of %s still says owner %d generation %d version %d: this host's sanlock uses another volume"
            .formatted(
                name,
                self,
                slot,
                file.path(),
                leader.ownerId(),
                leader.ownerGeneration(),
                leader.leaseVersion()));
  }

  String path() {
    return file.path();
  }

  Geometry geometry() {
    return geometry;
  }

  String lockspace() {
    return lockspace;
  }

  IndexWriter index() {
    return new IndexWriter(file, geometry);
  }

  LeaseDaemon daemon() {
    return daemon;
  }

  VolumeSnapshot read() throws BlockFileException {
    return reader.read(VolumeReader.Depth.GLANCE, new Detection.Xleases(geometry, true));
  }

  VolumeSnapshot readWhole() throws BlockFileException {
    return reader.read(VolumeReader.Depth.WHOLE, new Detection.Xleases(geometry, true));
  }

  LeaseSlot readLease(int slot) throws BlockFileException {
    return reader.readLease(geometry, slot);
  }

  LeaseDaemon.LeaseAddress address(int slot, String name) {
    return LeaseDaemon.LeaseAddress.of(lockspace, name, slot, geometry);
  }

  /// Takes the lease of a slot for this process, proven on the disk that is about to be changed.
  ///
  /// @param before as read just now
  LeaseDaemon.Held take(int slot, Leader before)
      throws BlockFileException, LeaseDaemonException, Refused {
    var held = daemon.acquire(address(slot, before.resourceName()));
    try {
      proveOurs(slot, before.resourceName(), before.leaseVersion());
      return held;
    } catch (BlockFileException | Refused e) {
      held.close();
      throw e;
    }
  }

  /// Has sanlock write a fresh lease into a slot that holds none, and sees that it did.
  ///
  /// A slot whose holder has not been released yet must not be written: the late release would put
  /// an old ballot into the new lease.
  void writeLease(int slot, String name) throws BlockFileException, LeaseDaemonException {
    daemon.writeLease(address(slot, name), geometry);
    var written = readLease(slot);
    var leader = written.leader();
    boolean fresh =
        leader.magic() == Leader.PAXOS_MAGIC
            && leader.checksumHolds()
            && leader.resourceName().equals(name)
            && leader.spaceName().equals(lockspace)
            && leader.leaseVersion() == 0
            && leader.timestamp() == 0
            && written.hosts().isEmpty();
    if (fresh) return;
    throw new BlockFileException(
        BlockFileException.Kind.NOT_STORED,
        "sanlock says it wrote lease %s into slot %d of %s, but the slot does not hold a fresh lease of that name"
            .formatted(name, slot, file.path()));
  }

  /// Has sanlock clear a slot, and sees that it did.
  void clearLease(int slot, String name) throws BlockFileException, LeaseDaemonException {
    daemon.clearLease(address(slot, name), geometry);
    if (readLease(slot).leader().magic() == Leader.CLEARED_MAGIC) return;
    throw new BlockFileException(
        BlockFileException.Kind.NOT_STORED,
        "sanlock says it cleared slot %d of %s, but the slot does not say so"
            .formatted(slot, file.path()));
  }

  /// Nobody but this host can hold anything of this lockspace: what cannot be read is in use
  /// nowhere else.
  ///
  /// @throws Refused naming the hosts that may
  void requireNobodyElse(String what) throws LeaseDaemonException, Refused {
    for (var host : daemon.hosts(lockspace)) {
      boolean other = !host.host().equals(self.host());
      if (other && host.mayStillHold(host.generation())) {
        throw new Refused(
            EditOutcome.Refusal.UNKNOWN,
            "%s cannot be told, and host %s (%s) may be using it; evacuate that host and let it leave lockspace %s, then try again"
                .formatted(what, host.host(), host.state(), lockspace));
      }
    }
  }

  /// @param name "" where the slot does not tell one
  void requireNotHeldHere(int slot, String name) throws LeaseDaemonException, Refused {
    for (var held : daemon.heldHere(lockspace)) {
      boolean here = held.offsetBytes() == geometry.slotOffsetBytes(slot);
      if (!here && !held.name().equals(name)) continue;
      throw new Refused(
          EditOutcome.Refusal.HELD,
          "slot %d is damaged, but a process of this host holds its lease %s; end its VM first"
              .formatted(slot, held.name()));
    }
  }

  @Override
  public void close() throws LeaseDaemonException {
    master.close();
  }
}
