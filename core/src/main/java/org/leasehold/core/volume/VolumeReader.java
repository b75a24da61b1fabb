package org.leasehold.core.volume;

import java.util.Arrays;
import java.util.Optional;
import java.util.TreeMap;

/// Reads a volume through its port into a [VolumeSnapshot].
///
/// @param file the xleases volume
/// @param ids oVirt's separate lockspace volume, where there is one
/// @param forced geometry to use whatever the volume says
public record VolumeReader(BlockFile file, Optional<BlockFile> ids, Optional<Geometry> forced) {

  /// How much of every slot is read.
  public enum Depth {
    /// Leaders of all slots; of those that hold anything, the sectors of every host that may have
    /// written there.
    GLANCE,
    /// Every host sector of every slot: what a check needs.
    WHOLE
  }

  /// @throws BlockFileException also where the file is no xleases volume
  public VolumeSnapshot read(Depth depth) throws BlockFileException {
    return read(depth, geometry());
  }

  /// @param geometry what an earlier [#geometry] found; probing once is enough for a series
  public VolumeSnapshot read(Depth depth, Detection.Xleases geometry) throws BlockFileException {
    long size = file.sizeBytes();
    var form = geometry.geometry();
    var indexBytes = readUpTo(file, form.indexOffsetBytes(), IndexLayout.READ_BYTES);
    var index = Index.decode(indexBytes);
    var inside = readLockspace(file, form);
    var lockspace = ids.isPresent() ? readLockspace(ids.get(), form) : inside;
    var slots = new TreeMap<Integer, SlotRead>();
    int usedRecords = usedRecords(index);
    int lastSlot = (int) Math.min(size / form.slotBytes(), slotCountMax());
    lastSlot = Math.max(lastSlot, Geometry.FIRST_LEASE_SLOT + usedRecords - 1);
    int heads = depth == Depth.WHOLE ? form.hostsMax() : lockspace.highestWriter(form);
    var buffer = new byte[form.headBytes(heads)];
    var probe = new byte[form.sectorBytes()];
    for (int slot = Geometry.MASTER_SLOT; slot <= lastSlot; slot++) {
      boolean named = isNamed(index, slot);
      if (!named && isVacant(form, slot, probe)) continue;
      var read = readSlot(form, slot, buffer, named, size);
      if (read.isPresent()) slots.put(slot, read.get());
    }
    return new VolumeSnapshot(
        file.path(),
        size,
        file.grows(),
        form,
        geometry.sectorKnown(),
        index,
        Math.min(indexBytes.length, IndexLayout.INDEX_BYTES),
        lockspace,
        inside.exists(),
        slots);
  }

  /// A slot without a record whose first sector holds nothing: most of a large volume.
  private boolean isVacant(Geometry form, int slot, byte[] probe) throws BlockFileException {
    int got = file.read(form.slotOffsetBytes(slot), probe, 0, probe.length);
    return DiskBytes.isZero(probe, 0, got);
  }

  private Optional<SlotRead> readSlot(
      Geometry form, int slot, byte[] into, boolean named, long size) throws BlockFileException {
    long at = form.slotOffsetBytes(slot);
    if (at >= size) return named ? Optional.of(new SlotRead.BeyondEnd()) : Optional.empty();
    // sanlock reads whole slots, so a slot without its end is of no use to it.
    boolean cutOff = at + form.slotBytes() > size;
    if (named && cutOff) return Optional.of(new SlotRead.CutOff((int) (size - at)));
    int got = file.read(at, into, 0, into.length);
    if (cutOff || got < into.length) return Optional.of(new SlotRead.CutOff(got));
    var lease = LeaseSlot.decode(into, 0, got, form);
    // Others write while we read: what looks damaged is looked at once more. And a lease whose
    // owner never joined, as after a lockspace was formatted anew, may be shared by others such.
    boolean unread = lease.hostsRead() < form.hostsMax() && lease.isOwnedBeyond(lease.hostsRead());
    return Optional.of(
        new SlotRead.Whole(unread || lease.isSurprising() ? readLease(form, slot) : lease));
  }

  /// Heartbeats are written while we read: damage is reported only when it is seen twice.
  private static Lockspace readLockspace(BlockFile from, Geometry form) throws BlockFileException {
    var lockspace = Lockspace.decode(readUpTo(from, 0, lockspaceBytes(form)), form);
    if (lockspace.damaged().isEmpty() || !lockspace.exists()) return lockspace;
    return Lockspace.decode(readUpTo(from, 0, lockspaceBytes(form)), form);
  }

  /// Reads one slot whole, fresh.
  LeaseSlot readLease(Geometry form, int slot) throws BlockFileException {
    var bytes = readUpTo(file, form.slotOffsetBytes(slot), form.usedBytes());
    // A file that ends before the slot is a slot nobody wrote.
    return LeaseSlot.decode(Arrays.copyOf(bytes, form.usedBytes()), 0, form.usedBytes(), form);
  }

  /// What kind of volume this is.
  ///
  /// @throws BlockFileException with the sentence that says what the file is instead
  public Detection.Xleases geometry() throws BlockFileException {
    if (file.sizeBytes() == 0) {
      throw new BlockFileException(
          BlockFileException.Kind.EMPTY,
          file.path()
              + " is empty: no volume was ever created in it; `leasehold volume create` does that");
    }
    if (forced.isPresent()) return new Detection.Xleases(forced.get(), true);
    return switch (Detection.of(file, ids)) {
      case Detection.Xleases found -> found;
      case Detection.NativeRindex found ->
          throw notAVolume(
              "holds sanlock's own resource index for lockspace "
                  + found.lockspace()
                  + ", not an xleases index; use sanlock's rindex commands on it");
      case Detection.BareLockspace found ->
          throw notAVolume(
              "is a bare lockspace ("
                  + found.lockspace()
                  + ") without an index; give it with --ids beside its xleases volume");
      case Detection.BareLease found ->
          throw notAVolume(
              "is the single lease " + found.name() + " of lockspace " + found.lockspace());
      case Detection.Unknown _ ->
          throw notAVolume(
              "is no xleases volume: no index at 1, 2, 4 or 8 MiB and no lease; where you know better, say --sector and --align");
    };
  }

  private BlockFileException notAVolume(String what) {
    return new BlockFileException(BlockFileException.Kind.NOT_A_VOLUME, file.path() + " " + what);
  }

  private static boolean isNamed(Index index, int slot) {
    int record = slot - Geometry.FIRST_LEASE_SLOT;
    return record >= 0
        && record < index.records().size()
        && index.records().get(record) instanceof IndexRecord.Used;
  }

  private static int usedRecords(Index index) {
    for (int record = index.records().size() - 1; record >= 0; record--) {
      if (index.records().get(record) instanceof IndexRecord.Used) return record + 1;
    }
    return 0;
  }

  private static int slotCountMax() {
    return Geometry.FIRST_LEASE_SLOT + IndexLayout.RECORD_COUNT_MAX - 1;
  }

  private static int lockspaceBytes(Geometry form) {
    return form.hostsMax() * form.sectorBytes();
  }

  static byte[] readUpTo(BlockFile file, long offsetBytes, int length) throws BlockFileException {
    var bytes = new byte[length];
    int got = file.read(offsetBytes, bytes, 0, length);
    return got == length ? bytes : Arrays.copyOf(bytes, got);
  }
}
