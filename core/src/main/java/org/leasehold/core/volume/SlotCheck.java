package org.leasehold.core.volume;

import static org.leasehold.core.volume.Finding.Severity.CRITICAL;
import static org.leasehold.core.volume.Finding.Severity.ERROR;
import static org.leasehold.core.volume.Finding.Severity.INFO;
import static org.leasehold.core.volume.Finding.Severity.WARNING;

import java.util.List;
import java.util.Optional;
import org.leasehold.core.model.Generation;
import org.leasehold.core.model.HostId;

/// Findings about lease slots: against the index, against the heartbeats, and within themselves.
record SlotCheck(
    VolumeSnapshot volume, VolumeHistory history, long nowNanos, List<Finding> findings) {
  /// sanlock writes a lease's extra data to this sector, whatever the sector size.
  private static final long LVB_SECTOR = 2002;

  void check() {
    volume.slots().keySet().forEach(this::slot);
    history.versionFell().forEach(this::versionFell);
  }

  private void slot(int slot) {
    var state = volume.slotState(slot, history, nowNanos);
    int record = slot - Geometry.FIRST_LEASE_SLOT;
    var entry =
        record >= 0 && record < volume.index().records().size()
            ? volume.index().records().get(record)
            : null;
    if (entry instanceof IndexRecord.Used used) {
      indexed(slot, used, state);
    } else if (record >= 0) {
      notIndexed(slot, state);
    }
    volume
        .lease(slot)
        .filter(_ -> !(state instanceof SlotState.Corrupt))
        .ifPresent(lease -> within(slot, lease, state));
  }

  private void indexed(int slot, IndexRecord.Used used, SlotState state) {
    switch (state) {
      case SlotState.NeverCreated _, SlotState.Cleared _, SlotState.Empty _ ->
          add(
              ERROR,
              Finding.Code.SLOT_MISSING,
              slot,
              0,
              "record says lease " + used.id() + ", the slot is " + state.word(),
              "a VM with this lease cannot start: sanlock answers that the lease does not exist",
              "leasehold volume repair creates it anew, with version 0");
      case SlotState.Corrupt corrupt ->
          add(
              corrupt.why() == SlotState.Flaw.NAME ? CRITICAL : ERROR,
              corrupt.why() == SlotState.Flaw.BEYOND_END || corrupt.why() == SlotState.Flaw.CUT_OFF
                  ? Finding.Code.RECORD_BEYOND_CAPACITY
                  : Finding.Code.SLOT_CORRUPT,
              slot,
              0,
              corrupt.detail(),
              "lease " + used.id() + " cannot be taken: " + corrupt.why().sentence(),
              "leasehold volume plan-repair shows what can be done");
      case SlotState.Free free when free.clobbered() ->
          add(
              INFO,
              Finding.Code.SLOT_RELEASED_CLOBBERED,
              slot,
              0,
              "leader names host " + free.lastOwnerId() + ", whose own sector says released",
              "free: another host had written the leader, so the owner left it as it was",
              "nothing; the next acquire tidies it");
      case SlotState.Ballot ballot when ballot.abandoned() ->
          add(
              INFO,
              Finding.Code.BALLOT_ABANDONED,
              slot,
              volume.geometry().hostSectorOffset(ballot.by().value()),
              "host %s stopped in phase %d of a ballot".formatted(ballot.by(), ballot.phase()),
              "harmless: the next acquire starts a ballot of its own",
              "nothing");
      case SlotState.Free _, SlotState.Held _, SlotState.Shared _, SlotState.Ballot _ -> {}
    }
  }

  private void notIndexed(int slot, SlotState state) {
    if (state.hasResource()) {
      var leader = volume.lease(slot).orElseThrow().leader();
      boolean used = mayBeUsed(state);
      add(
          used ? CRITICAL : WARNING,
          Finding.Code.SLOT_LEFTOVER,
          slot,
          0,
          "lease " + leader.resourceName() + " (" + state.word() + ") without an index record",
          "left behind by an interrupted add or remove, or the index lost its record",
          used
              ? "a VM may be running with it: do not start that VM elsewhere, end it, then"
                  + " leasehold volume plan-repair"
              : "harmless; leasehold volume repair clears it");
    } else if (state instanceof SlotState.Corrupt corrupt
        && corrupt.why() != SlotState.Flaw.CUT_OFF) {
      add(
          WARNING,
          Finding.Code.SLOT_CORRUPT,
          slot,
          0,
          corrupt.detail(),
          "no lease that a record names: " + corrupt.why().sentence(),
          "no new lease is put here; leasehold volume repair clears the slot where that is safe");
    }
  }

  private static boolean mayBeUsed(SlotState state) {
    if (state instanceof SlotState.Ballot ballot) {
      return !ballot.abandoned() || mayBeUsed(ballot.under());
    }
    return state.owners().stream()
        .anyMatch(
            owner ->
                switch (owner.liveness()) {
                  case Liveness.Live _, Liveness.Failing _, Liveness.Unknown _ -> true;
                  case Liveness.Dead _, Liveness.Stale _ -> false;
                });
  }

  private void within(int slot, LeaseSlot lease, SlotState state) {
    var leader = lease.leader();
    if (leader.magic() != Leader.PAXOS_MAGIC) return;
    if (leader.minor() > Leader.MINOR) {
      add(
          INFO,
          Finding.Code.LEADER_MINOR,
          slot,
          4,
          "format version %08x".formatted(leader.formatVersion()),
          "written by a newer sanlock than this check knows",
          "nothing");
    }
    if (leader.ioTimeoutSeconds() != 0) {
      add(
          WARNING,
          Finding.Code.LEADER_IO_TIMEOUT,
          slot,
          174,
          "io timeout " + leader.ioTimeoutSeconds() + " in a resource leader",
          "damaged: no checksum covers this field; sanlock does not use it",
          "the next acquire writes it anew");
    }
    if (Long.compareUnsigned(leader.writeId(), leader.maxHosts()) > 0) {
      add(
          WARNING,
          Finding.Code.LEADER_WRITER,
          slot,
          176,
          "written by host " + Long.toUnsignedString(leader.writeId()),
          "damaged: no checksum covers this field, and no such host id exists",
          "the next acquire writes it anew");
    }
    if (leader.timestamp() != 0 && Long.compareUnsigned(leader.ownerId(), leader.numHosts()) > 0) {
      add(
          WARNING,
          Finding.Code.OWNER_BEYOND_HOSTS,
          slot,
          16,
          "owner %d of a lease for %d hosts".formatted(leader.ownerId(), leader.numHosts()),
          "the lease has no sector for its owner: nobody sees whether it let go",
          "end this VM, then remove and add its lease");
    }
    for (var owner : state.owners()) owner(slot, owner);
    for (var sector : lease.hosts()) sector(slot, lease, sector);
  }

  private void owner(int slot, SlotState.Owner owner) {
    var life = owner.life();
    if (volume.lockspace().isDamaged(life.host())) {
      add(
          ERROR,
          Finding.Code.OWNER_HEARTBEAT_UNREADABLE,
          slot,
          32,
          "held by " + life,
          "the owner's heartbeat cannot be read: whether it lives is unknown, not free",
          "leave the lease alone until the heartbeat of host id %s is mended"
              .formatted(life.host()));
    }
    var generation = generation(life.host());
    if (generation.isPresent() && life.generation().isNewerThan(generation.get())) {
      add(
          CRITICAL,
          Finding.Code.OWNER_GENERATION_AHEAD,
          slot,
          40,
          "held by " + life + ", whose heartbeat is at generation " + generation.get(),
          "the lockspace was formatted anew under a lease in use",
          "end the VM of this lease by hand before any other start");
    }
  }

  private Optional<Generation> generation(HostId host) {
    return volume
        .lockspace()
        .lease(host)
        .flatMap(
            lease ->
                switch (lease) {
                  case DeltaLease.Joined joined -> Optional.of(joined.generation());
                  case DeltaLease.NeverJoined _ -> Optional.of(Generation.NEVER);
                  case DeltaLease.Damaged _ -> Optional.empty();
                });
  }

  private void sector(int slot, LeaseSlot lease, HostSector sector) {
    var leader = lease.leader();
    int at = volume.geometry().hostSectorOffset(sector.host().value());
    String who = "host " + sector.host();
    if (sector.host().value() > leader.numHosts()) {
      add(
          INFO,
          Finding.Code.HOST_SECTOR_UNUSED,
          slot,
          at,
          who + ": bytes in a sector beyond the lease's " + leader.numHosts() + " hosts",
          "never read by sanlock",
          "nothing");
      return;
    }
    if (!sector.checksumHolds()) {
      boolean lvb = isBehindLvb(slot, sector);
      add(
          ERROR,
          Finding.Code.DBLOCK_CHECKSUM,
          slot,
          at,
          who + ": ballot block with a wrong checksum",
          lvb
              ? "overwritten by the extra data (LVB) of another lease: sanlock puts it outside its"
                  + " own slot on this geometry; every acquire of this lease fails with -214"
              : "every acquire of this lease fails with -214",
          "leasehold volume plan-repair shows what can be done");
      return;
    }
    ballotNumbers(slot, lease, sector, at);
    if (sector.shared() && sector.sharedGeneration() == 0) {
      add(
          WARNING,
          Finding.Code.MODE_GENERATION,
          slot,
          at + HostSector.MODE_AT,
          who + ": shared with generation 0",
          "no host ever has generation 0: damaged, no checksum covers it",
          "end the users of this lease on that host; a hold of generation 0 protects nothing");
    }
    if (sector.shared() && leader.timestamp() != 0 && (leader.flags() & Leader.SHORT_HOLD) == 0) {
      add(
          WARNING,
          Finding.Code.SHARED_AND_HELD,
          slot,
          at + HostSector.MODE_AT,
          who + " holds it shared, the leader says held by host " + leader.ownerId(),
          "a moment of an acquire, or damage",
          "look again; if it stays so, end the VMs of this lease");
    }
  }

  private void ballotNumbers(int slot, LeaseSlot lease, HostSector sector, int at) {
    var leader = lease.leader();
    String who = "host " + sector.host();
    if (lease.isAhead(sector)) {
      add(
          ERROR,
          Finding.Code.DBLOCK_AHEAD,
          slot,
          at + 40,
          who
              + ": ballot for version "
              + Long.toUnsignedString(sector.leaseVersion())
              + ", leader has "
              + Long.toUnsignedString(leader.leaseVersion()),
          "poisoned: the leader was restored or overwritten while "
              + who
              + " used the lease, and"
              + " an acquire by any other host fails or never returns",
          "do not start this VM; leasehold volume plan-repair shows what can be done");
    }
    long max = leader.maxHosts();
    boolean congruent =
        sector.ballot() == 0
            || (max > 0
                && Long.remainderUnsigned(sector.ballot(), max) == sector.host().value() % max);
    if (!congruent) {
      add(
          WARNING,
          Finding.Code.DBLOCK_BALLOT_NUMBER,
          slot,
          at,
          who + ": ballot number " + Long.toUnsignedString(sector.ballot()),
          "not one of this host's numbers: another host wrote into its sector, or damage",
          "look again; if it stays so, compare the host ids of your hosts");
    }
  }

  /// With 4 KiB sectors and slots below 8 MiB, sector 2002 lies in a later lease.
  private boolean isBehindLvb(int slot, HostSector sector) {
    var geometry = volume.geometry();
    long lvbOffset = LVB_SECTOR * geometry.sectorBytes();
    if (lvbOffset < geometry.slotBytes()) return false;
    boolean place =
        lvbOffset % geometry.slotBytes() == geometry.hostSectorOffset(sector.host().value());
    long from = slot - lvbOffset / geometry.slotBytes();
    return place && from >= Geometry.FIRST_LEASE_SLOT;
  }

  private void versionFell(int slot, long before) {
    var now = volume.lease(slot).map(lease -> lease.leader().leaseVersion()).orElse(0L);
    add(
        CRITICAL,
        Finding.Code.VERSION_WENT_BACK,
        slot,
        48,
        "lease version " + Long.toUnsignedString(now) + ", was " + Long.toUnsignedString(before),
        "the lease was created anew or restored from a copy while it was watched",
        "make sure that no VM runs with the old lease");
  }

  private void add(
      Finding.Severity severity,
      Finding.Code code,
      int slot,
      long offsetInSlot,
      String read,
      String meaning,
      String action) {
    long at = volume.geometry().slotOffsetBytes(slot) + offsetInSlot;
    findings.add(Finding.ofSlot(severity, code, slot, at, read, meaning, action));
  }
}
