package org.leasehold.app.console.leasemap;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.volume.VolumeSnapshot;

/// Where the Lease map's volume comes from.
public interface VolumeSource {
  /// `store1`, or the file's name.
  String name();

  /// A fresh look, quick enough for once a second.
  CompletableFuture<VolumeSnapshot> glance();

  /// A look at every byte that a check needs.
  CompletableFuture<VolumeSnapshot> whole();

  /// How a plan for it is carried out from here; null where only a host of its lockspace can.
  default @Nullable Repairer repairer() {
    return null;
  }

  /// The first bytes of a slot; fails with a sentence where they cannot be had.
  ///
  /// @param length how many
  CompletableFuture<byte[]> bytes(int slot, int length);
}
