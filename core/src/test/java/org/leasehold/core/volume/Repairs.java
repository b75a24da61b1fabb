package org.leasehold.core.volume;

import static org.leasehold.core.volume.Volumes.SMALL;

import java.util.ArrayList;
import java.util.List;
import org.leasehold.core.model.LeaseId;

/// A volume with leases in records 1, 2, … that tests damage, and the repair of it by host 1.
final class Repairs {
  private static final String SPACE = Volumes.LOCKSPACE.text();

  private Repairs() {}

  /// Leases `a`, `b`, … in records 1, 2, … of a volume that host 1 has joined and left again.
  static MemoryBlockFile volumeWith(String... names) throws Exception {
    return volumeWith(SMALL, names);
  }

  static MemoryBlockFile volumeWith(Geometry geometry, String... names) throws Exception {
    var file = Volumes.created(geometry);
    var host = Volumes.host(file, 1);
    for (var name : names) Volumes.editor(file, host).add(new LeaseId(name));
    host.leave(SPACE, geometry);
    return file;
  }

  static PlantedLease slot(MemoryBlockFile file, int record) {
    return PlantedLease.inVolume(file, SMALL, record);
  }

  static void record(MemoryBlockFile file, int record, byte[] bytes) {
    record(file, SMALL, record, bytes);
  }

  static void record(MemoryBlockFile file, Geometry geometry, int record, byte[] bytes) {
    int at = Math.toIntExact(geometry.recordOffsetBytes(record));
    System.arraycopy(bytes, 0, file.bytes(), at, bytes.length);
  }

  static void pokeRecord(MemoryBlockFile file, int record, int field, int value) {
    file.bytes()[(int) SMALL.recordOffsetBytes(record) + field] = (byte) value;
  }

  static void pokeIndex(MemoryBlockFile file, int field, int value) {
    file.bytes()[(int) SMALL.indexOffsetBytes() + field] = (byte) value;
  }

  static List<RepairStep> plan(MemoryBlockFile file) throws BlockFileException {
    return RepairPlan.of(Volumes.read(file), VolumeHistory.NONE, 0);
  }

  static EditOutcome repair(MemoryBlockFile file) throws Exception {
    return repair(file, Volumes.host(file, 1));
  }

  static EditOutcome repair(MemoryBlockFile file, FakeSanlock host) throws Exception {
    return Volumes.editor(file, host)
        .repair(plan(file), _ -> "backup", VolumeHistory.NONE, 0, Volumes.NOW_SECONDS);
  }

  /// Records and their slots, as a person would note them: `1 a free`.
  static List<String> leases(MemoryBlockFile file) throws BlockFileException {
    var volume = Volumes.read(file);
    var leases = new ArrayList<String>();
    for (var record : volume.index().records()) {
      int slot = Geometry.slotOf(record.record());
      if (record.record() == 0) continue;
      if (record instanceof IndexRecord.Free && !volume.slots().containsKey(slot)) continue;
      var state = volume.state(slot, VolumeHistory.NONE, 0).word();
      var name =
          switch (record) {
            case IndexRecord.Used used -> used.id();
            case IndexRecord.Free _ -> "-";
            case IndexRecord.Corrupt _ -> "?";
          };
      leases.add(record.record() + " " + name + " " + state);
    }
    return leases;
  }

  static EditOutcome done(int repairs) {
    return new EditOutcome.Done(repairs + " repairs done; the index as it was is kept in backup");
  }

  static EditOutcome partly(int repairs, String... refused) {
    return new EditOutcome.Partly(
        repairs + " repairs done; the index as it was is kept in backup", List.of(refused));
  }
}
