package org.leasehold.app.cli.volume;

import java.util.List;
import org.leasehold.core.volume.Finding;
import org.leasehold.core.volume.Geometry;
import org.leasehold.core.volume.SlotState;
import org.leasehold.core.volume.VolumeCheck;
import org.leasehold.core.volume.VolumeHistory;
import org.leasehold.core.volume.VolumeSnapshot;

/// One look at a volume with what earlier looks have shown.
///
/// @param history with this look in it
/// @param nowNanos when it was taken, on this machine's monotonic clock
record Look(VolumeSnapshot volume, VolumeHistory history, long nowNanos) {
  static Look first(VolumeSnapshot volume) {
    return next(volume, VolumeHistory.NONE);
  }

  static Look next(VolumeSnapshot volume, VolumeHistory before) {
    long now = System.nanoTime();
    return new Look(volume, volume.observedAfter(before, now), now);
  }

  SlotState state(int record) {
    return volume.state(Geometry.slotOf(record), history, nowNanos);
  }

  List<Finding> findings() {
    return VolumeCheck.findings(volume, history, nowNanos);
  }
}
