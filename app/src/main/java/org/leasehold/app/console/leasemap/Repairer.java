package org.leasehold.app.console.leasemap;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.leasehold.core.volume.EditOutcome;
import org.leasehold.core.volume.RepairStep;
import org.leasehold.core.volume.VolumeHistory;

/// Carries the plan of a repair out. Nothing blocks.
@FunctionalInterface
public interface Repairer {
  /// @param steps as a person has seen them; where the volume says otherwise by now, nothing is
  ///   done
  /// @param history that the plan was made with
  /// @param nowNanos of that look
  /// @return fails with one sentence where nothing could be begun, or where it broke off
  CompletableFuture<EditOutcome> repair(
      List<RepairStep> steps, VolumeHistory history, long nowNanos);
}
