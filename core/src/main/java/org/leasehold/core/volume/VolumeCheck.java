package org.leasehold.core.volume;

import static org.leasehold.core.volume.Finding.Code.FOREIGN_VOLUME;
import static org.leasehold.core.volume.Finding.Code.INDEX_TRUNCATED;
import static org.leasehold.core.volume.Finding.Code.MASTER_DAMAGED;
import static org.leasehold.core.volume.Finding.Code.SECTOR_ASSUMED;
import static org.leasehold.core.volume.Finding.Code.SIZE_ODD;
import static org.leasehold.core.volume.Finding.Severity.CRITICAL;
import static org.leasehold.core.volume.Finding.Severity.ERROR;
import static org.leasehold.core.volume.Finding.Severity.INFO;

import java.util.ArrayList;
import java.util.List;

/// Everything that is not as it should be on a volume. Never throws, on any bytes.
public final class VolumeCheck {
  private VolumeCheck() {}

  /// @param history looks before and including this one; [VolumeHistory#NONE] for a single look
  /// @return worst first
  public static List<Finding> findings(
      VolumeSnapshot volume, VolumeHistory history, long nowNanos) {
    var findings = new ArrayList<Finding>();
    wholeVolume(volume, findings);
    IndexCheck.check(volume, findings);
    LockspaceCheck.check(volume, history, findings);
    new SlotCheck(volume, history, nowNanos, findings).check();
    findings.sort(Finding.ORDER);
    return List.copyOf(findings);
  }

  private static void wholeVolume(VolumeSnapshot volume, List<Finding> findings) {
    var geometry = volume.geometry();
    if (volume.indexBytesRead() < IndexLayout.INDEX_BYTES) {
      findings.add(
          Finding.ofVolume(
              CRITICAL,
              INDEX_TRUNCATED,
              geometry.indexOffsetBytes(),
              "%d bytes of the index, %d expected"
                  .formatted(volume.indexBytesRead(), IndexLayout.INDEX_BYTES),
              "the volume ends inside its index; vdsm and Leasehold cannot use it",
              "the volume was cut off or only partly copied: restore it from its storage"));
    }
    if (volume.sizeBytes() % geometry.sectorBytes() != 0) {
      findings.add(
          Finding.ofVolume(
              INFO,
              SIZE_ODD,
              volume.sizeBytes(),
              "volume size " + volume.sizeBytes(),
              "not a whole number of " + geometry.sectorBytes() + "-byte sectors",
              "harmless for a file; the last part sector is never used"));
    }
    if (!volume.sectorKnown()) {
      findings.add(
          Finding.ofVolume(
              INFO,
              SECTOR_ASSUMED,
              0,
              "no lease and no lockspace on the volume",
              "the sector size cannot be told, 512 is assumed",
              "say --sector 4096 for a volume on 4 KiB storage"));
    }
    if (hasDamagedMaster(volume)) {
      masterDamaged(volume, findings);
    } else if (!volume.isOwn() && !volume.lostItsLockspace()) {
      foreign(volume, findings);
    }
  }

  private static boolean hasDamagedMaster(VolumeSnapshot volume) {
    return volume.lockspaceInside()
        && volume.slots().containsKey(Geometry.MASTER_SLOT)
        && volume.slotState(Geometry.MASTER_SLOT, VolumeHistory.NONE, 0)
            instanceof SlotState.Corrupt;
  }

  private static void masterDamaged(VolumeSnapshot volume, List<Finding> findings) {
    findings.add(
        Finding.ofSlot(
            ERROR,
            MASTER_DAMAGED,
            Geometry.MASTER_SLOT,
            volume.geometry().slotOffsetBytes(Geometry.MASTER_SLOT),
            "no readable lease in slot 2",
            "the master lease, which guards every change of the index, cannot be taken",
            "no command changes this volume; evacuate it, then create a new one beside it"));
  }

  private static void foreign(VolumeSnapshot volume, List<Finding> findings) {
    findings.add(
        Finding.ofVolume(
            INFO,
            FOREIGN_VOLUME,
            volume.geometry().slotOffsetBytes(Geometry.MASTER_SLOT),
            volume.lockspaceInside()
                ? "slot 2 holds no lease `leasehold-master`"
                : "no lockspace in slot 0",
            "made by oVirt or another tool: Leasehold reads it, never joins or writes it",
            "nothing; create a volume with `leasehold volume create` for Leasehold's own use"));
  }
}
