package org.leasehold.core.volume;

import java.util.Optional;

/// What a file is, found out by looking at the places where each geometry would have left a mark.
public sealed interface Detection {
  /// @param sectorKnown false where no lease or lockspace tells the sector size and 512 is assumed
  record Xleases(Geometry geometry, boolean sectorKnown) implements Detection {}

  /// Made by sanlock's own resource index (3.7 and later), not by vdsm or Leasehold.
  record NativeRindex(Geometry geometry, String lockspace) implements Detection {}

  /// A lockspace without an index: oVirt's `ids` volume.
  record BareLockspace(Geometry geometry, String lockspace) implements Detection {}

  /// One resource lease from the first byte on.
  record BareLease(Geometry geometry, String lockspace, String name) implements Detection {}

  record Unknown() implements Detection {}

  /// @param ids separate lockspace volume, when given: it knows the sector size
  static Detection of(BlockFile file, Optional<BlockFile> ids) throws BlockFileException {
    var first = leaderAt(file, 0);
    var atStart = first.flatMap(leader -> Geometry.ofLeader(leader.sectorBytes(), leader.flags()));
    boolean lockspaceInside =
        first.isPresent() && first.get().magic() == Leader.DELTA_MAGIC && atStart.isPresent();
    for (int mebibytes : new int[] {1, 2, 4, 8}) {
      var head = new byte[IndexLayout.METADATA_BYTES];
      long at = (long) mebibytes * Geometry.MEBIBYTE;
      if (file.read(at, head, 0, head.length) < head.length) continue;
      if (DiskBytes.i32(head, 0) == Rindex.MAGIC) {
        return new NativeRindex(Rindex.geometry(head, mebibytes), Rindex.lockspace(head));
      }
      if (isIndexMagic(head)) return xleases(file, ids, mebibytes, atStart, lockspaceInside);
    }
    // No index magic anywhere: a lease beyond the first slot still shows that this was a volume.
    if (lockspaceInside) {
      var geometry = atStart.get();
      if (leaseMagicAt(file, geometry.slotOffsetBytes(Geometry.MASTER_SLOT))
          || leaseMagicAt(file, geometry.slotOffsetBytes(Geometry.FIRST_LEASE_SLOT))) {
        return new Xleases(geometry, true);
      }
      return new BareLockspace(geometry, first.get().spaceName());
    }
    for (var geometry : Geometry.ALL) {
      var lease = leaderAt(file, geometry.slotOffsetBytes(Geometry.FIRST_LEASE_SLOT));
      if (lease.isEmpty() || lease.get().magic() != Leader.PAXOS_MAGIC) continue;
      var own = Geometry.ofLeader(lease.get().sectorBytes(), lease.get().flags());
      if (own.isPresent() && own.get().equals(geometry)) return new Xleases(geometry, true);
    }
    if (first.isPresent() && first.get().magic() == Leader.PAXOS_MAGIC && atStart.isPresent()) {
      return new BareLease(atStart.get(), first.get().spaceName(), first.get().resourceName());
    }
    return new Unknown();
  }

  private static boolean isIndexMagic(byte[] head) {
    int magic = DiskBytes.i32(head, 0);
    return magic == IndexLayout.MAGIC || magic == Integer.reverseBytes(IndexLayout.MAGIC);
  }

  private static Xleases xleases(
      BlockFile file,
      Optional<BlockFile> ids,
      int mebibytes,
      Optional<Geometry> atStart,
      boolean lockspaceInside)
      throws BlockFileException {
    if (lockspaceInside && atStart.get().slotMebibytes() == mebibytes) {
      return new Xleases(atStart.get(), true);
    }
    if (mebibytes > 1) return new Xleases(new Geometry(SectorSize.S4096, mebibytes), true);
    if (ids.isPresent()) {
      var delta = leaderAt(ids.get(), 0);
      if (delta.isPresent() && delta.get().magic() == Leader.DELTA_MAGIC) {
        var own = Geometry.ofLeader(delta.get().sectorBytes(), delta.get().flags());
        if (own.isPresent() && own.get().slotMebibytes() == 1) return new Xleases(own.get(), true);
      }
    }
    for (int slot = Geometry.MASTER_SLOT; slot < Geometry.FIRST_LEASE_SLOT + 64; slot++) {
      var leader = leaderAt(file, (long) slot * Geometry.MEBIBYTE);
      if (leader.isEmpty()) break;
      if (leader.get().magic() != Leader.PAXOS_MAGIC) continue;
      var own = Geometry.ofLeader(leader.get().sectorBytes(), leader.get().flags());
      if (own.isPresent() && own.get().slotMebibytes() == 1) return new Xleases(own.get(), true);
    }
    return new Xleases(new Geometry(SectorSize.S512, 1), false);
  }

  private static Optional<Leader> leaderAt(BlockFile file, long at) throws BlockFileException {
    var bytes = new byte[SectorSize.S512.bytes()];
    return file.read(at, bytes, 0, bytes.length) < bytes.length
        ? Optional.empty()
        : Optional.of(Leader.decode(bytes, 0));
  }

  private static boolean leaseMagicAt(BlockFile file, long at) throws BlockFileException {
    return leaderAt(file, at)
        .filter(
            leader ->
                leader.magic() == Leader.PAXOS_MAGIC || leader.magic() == Leader.CLEARED_MAGIC)
        .isPresent();
  }
}
