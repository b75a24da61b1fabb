package org.leasehold.core.volume;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.leasehold.core.model.Generation;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.HostLife;
import org.leasehold.core.model.IoTimeout;
import org.leasehold.core.volume.LeaseDaemonException.Kind;

/// One host's sanlock over a volume in memory: writes the bytes the daemon writes, a sector at a
/// time, and refuses where it refuses. Held to the real daemon by the tests of
/// `LeaseDaemonContract`.
///
/// Which hosts live is told to it, since there is no time here.
final class FakeSanlock implements LeaseDaemon {
  private final MemoryBlockFile file;
  private final HostId self;
  private final SortedMap<HostId, State> states = new TreeMap<>();
  private final List<HeldHere> held = new ArrayList<>();
  private Optional<HostLife> life = Optional.empty();
  private Runnable beforeAcquire = () -> {};

  FakeSanlock(MemoryBlockFile file, int hostId) {
    this.file = file;
    this.self = new HostId(hostId);
  }

  /// Takes this host's id in the lockspace of slot 0, with a new generation.
  FakeSanlock join(String lockspace, Geometry geometry) throws BlockFileException {
    var leases = lockspace(geometry);
    long generation = leases.host(self).map(lease -> lease.generation().value()).orElse(0L) + 1;
    life = Optional.of(new HostLife(self, new Generation(generation)));
    heartbeat(lockspace, geometry, 100);
    return this;
  }

  FakeSanlock leave(String lockspace, Geometry geometry) throws BlockFileException {
    heartbeat(lockspace, geometry, 0);
    life = Optional.empty();
    return this;
  }

  FakeSanlock sees(int host, State state) {
    states.put(new HostId(host), state);
    return this;
  }

  /// What other hosts do between this host's look and its acquire.
  FakeSanlock beforeAcquire(Runnable act) {
    beforeAcquire = act;
    return this;
  }

  private void heartbeat(String lockspace, Geometry geometry, long timestamp)
      throws BlockFileException {
    int sector = geometry.sectorBytes();
    long at = (long) (self.value() - 1) * sector;
    var bytes = VolumeReader.readUpTo(file, at, sector);
    var generation = life.orElseThrow().generation();
    DeltaLease.encode(
        bytes,
        0,
        new DeltaLease.Joined(self, generation, "kvm" + self, lockspace, timestamp, 1, geometry));
    file.writeDurably(at, bytes);
  }

  private Lockspace lockspace(Geometry geometry) throws BlockFileException {
    return Lockspace.decode(
        VolumeReader.readUpTo(file, 0, geometry.hostsMax() * geometry.sectorBytes()), geometry);
  }

  @Override
  public Optional<HostLife> membership(String lockspace) {
    return life;
  }

  @Override
  public HostSight host(String lockspace, HostId host) throws LeaseDaemonException {
    return hosts(lockspace).stream()
        .filter(sight -> sight.host().equals(host))
        .findFirst()
        .orElse(new HostSight(host, State.FREE, Generation.NEVER));
  }

  @Override
  public List<HostSight> hosts(String lockspace) throws LeaseDaemonException {
    var sights = new ArrayList<HostSight>();
    for (var lease : onDisk().joined().values()) {
      if (lease.left()) continue;
      boolean own = lease.host().equals(self);
      var state = own ? State.LIVE : states.getOrDefault(lease.host(), State.UNKNOWN);
      sights.add(new HostSight(lease.host(), state, lease.generation()));
    }
    return sights;
  }

  private Lockspace onDisk() throws LeaseDaemonException {
    try {
      var found = (Detection.Xleases) Detection.of(file, Optional.empty());
      return lockspace(found.geometry());
    } catch (BlockFileException e) {
      throw new LeaseDaemonException(Kind.REFUSED, "storage lost", e);
    }
  }

  @Override
  public List<HeldHere> heldHere(String lockspace) {
    return List.copyOf(held);
  }

  @Override
  public void formatLockspace(String lockspace, Geometry geometry, IoTimeout ioTimeout)
      throws LeaseDaemonException {
    var area = new byte[geometry.slotBytes()];
    for (int host = 1; host <= geometry.hostsMax(); host++) {
      fresh(lockspace, geometry, ioTimeout).encode(area, (host - 1) * geometry.sectorBytes());
    }
    // sanlock writes the area with host 1 invalid, then host 1 again.
    var torn = area.clone();
    DiskBytes.put32(torn, 0, 0);
    store(0, torn);
    store(0, Arrays.copyOf(area, geometry.sectorBytes()));
  }

  private static Leader fresh(String lockspace, Geometry geometry, IoTimeout ioTimeout) {
    return new Leader(
        Leader.DELTA_MAGIC,
        Leader.DELTA_MAJOR << 16 | Leader.MINOR,
        geometry.alignFlag(),
        geometry.sectorBytes(),
        0,
        1,
        0,
        0,
        0,
        lockspace,
        "",
        0,
        0,
        0,
        ioTimeout.seconds(),
        0,
        0,
        0);
  }

  @Override
  public void writeLease(LeaseAddress lease, Geometry geometry) throws LeaseDaemonException {
    var area = new byte[geometry.slotBytes()];
    var head = LeaseSlot.encodeFresh(lease.lockspace(), lease.name(), geometry);
    System.arraycopy(head, 0, area, 0, head.length);
    store(lease.offsetBytes(), area);
  }

  @Override
  public void clearLease(LeaseAddress lease, Geometry geometry) throws LeaseDaemonException {
    var area = new byte[geometry.slotBytes()];
    var head = LeaseSlot.encodeFresh(lease.lockspace(), lease.name(), geometry);
    DiskBytes.put32(head, 0, Leader.CLEARED_MAGIC);
    System.arraycopy(head, 0, area, 0, geometry.sectorBytes());
    store(lease.offsetBytes(), area);
  }

  @Override
  public Held acquire(LeaseAddress lease) throws LeaseDaemonException {
    beforeAcquire.run();
    var geometry = geometry();
    if (life.isEmpty()) throw new LeaseDaemonException(Kind.NOT_JOINED, "not joined");
    if (held.stream().anyMatch(other -> other.name().equals(lease.name()))) {
      throw new LeaseDaemonException(Kind.IN_USE, "held on this host");
    }
    var slot = slot(lease, geometry);
    var judge = new SlotJudge(geometry, lease.lockspace(), Lockspace.UNREAD, VolumeHistory.NONE, 0);
    var state = judge.judge(lease.slot(), slot, Optional.of(lease.name()));
    if (!state.hasResource() || slot.hosts().stream().anyMatch(one -> !one.checksumHolds())) {
      throw new LeaseDaemonException(Kind.NOT_A_LEASE, state.word());
    }
    if (slot.hosts().stream().anyMatch(one -> slot.isAhead(one) && !one.host().equals(self))) {
      throw new LeaseDaemonException(Kind.NO_ANSWER, "ballots without end: the slot is poisoned");
    }
    for (var owner : state.owners()) {
      if (host(lease.lockspace(), owner.life().host()).mayStillHold(owner.life().generation())) {
        throw new LeaseDaemonException(Kind.IN_USE, "held by " + owner.life());
      }
    }
    ballot(lease, geometry, slot.leader());
    held.add(new HeldHere(lease.name(), lease.offsetBytes()));
    long version = slot.leader().leaseVersion() + 1;
    return () -> release(lease, geometry, version);
  }

  private void ballot(LeaseAddress lease, Geometry geometry, Leader before)
      throws LeaseDaemonException {
    var own = life.orElseThrow();
    long version = before.leaseVersion() + 1;
    long number = self.value();
    long generation = own.generation().value();
    sector(
        lease, geometry, new HostSector(self, number, 0, 0, 0, 0, version, false, true, false, 0));
    sector(
        lease,
        geometry,
        new HostSector(
            self, number, number, self.value(), generation, 100, version, false, true, false, 0));
    leader(lease, geometry, before, version, generation, 100);
  }

  /// As the daemon does it: our block first, whatever the slot holds by now, then the leader where
  /// it is still ours.
  private void release(LeaseAddress lease, Geometry geometry, long version)
      throws LeaseDaemonException {
    held.removeIf(one -> one.name().equals(lease.name()));
    var own = life.orElseThrow();
    long generation = own.generation().value();
    long number = self.value();
    sector(
        lease,
        geometry,
        new HostSector(
            self, number, number, number, generation, 100, version, true, true, false, 0));
    var now = slot(lease, geometry).leader();
    boolean ours =
        now.magic() == Leader.PAXOS_MAGIC
            && now.ownerId() == self.value()
            && now.timestamp() != 0
            && now.resourceName().equals(lease.name());
    if (ours) leader(lease, geometry, now, now.leaseVersion(), generation, 0);
  }

  private void sector(LeaseAddress lease, Geometry geometry, HostSector block)
      throws LeaseDaemonException {
    var bytes = new byte[geometry.sectorBytes()];
    block.encode(bytes, 0);
    store(lease.offsetBytes() + geometry.hostSectorOffset(self.value()), bytes);
  }

  private void leader(
      LeaseAddress lease, Geometry geometry, Leader was, long version, long generation, long time)
      throws LeaseDaemonException {
    var bytes = new byte[geometry.sectorBytes()];
    new Leader(
            was.magic(),
            was.formatVersion(),
            was.flags(),
            was.sectorBytes(),
            was.numHosts(),
            was.maxHosts(),
            self.value(),
            generation,
            version,
            was.spaceName(),
            was.resourceName(),
            time,
            0,
            0,
            0,
            self.value(),
            generation,
            100)
        .encode(bytes, 0);
    store(lease.offsetBytes(), bytes);
  }

  private Geometry geometry() throws LeaseDaemonException {
    try {
      return ((Detection.Xleases) Detection.of(file, Optional.empty())).geometry();
    } catch (BlockFileException e) {
      throw new LeaseDaemonException(Kind.REFUSED, "storage lost", e);
    }
  }

  private LeaseSlot slot(LeaseAddress lease, Geometry geometry) throws LeaseDaemonException {
    try {
      var bytes = VolumeReader.readUpTo(file, lease.offsetBytes(), geometry.usedBytes());
      if (bytes.length < geometry.usedBytes()) {
        throw new LeaseDaemonException(Kind.NOT_A_LEASE, "short read");
      }
      return LeaseSlot.decode(bytes, 0, bytes.length, geometry);
    } catch (BlockFileException e) {
      throw new LeaseDaemonException(Kind.REFUSED, "storage lost", e);
    }
  }

  private void store(long at, byte[] bytes) throws LeaseDaemonException {
    try {
      file.writeDurably(at, bytes);
    } catch (BlockFileException e) {
      throw new LeaseDaemonException(Kind.REFUSED, "storage lost", e);
    }
  }
}
