package org.leasehold.app.console.leasemap;

import java.util.concurrent.CompletableFuture;
import org.leasehold.core.volume.VolumeSnapshot;

/// Where the Lease map's volume comes from.
public interface VolumeSource {
  /// `store1`, or the file's name.
  String name();

  /// A fresh look, quick enough for once a second.
  CompletableFuture<VolumeSnapshot> glance();

  /// A look at every byte that a check needs.
  CompletableFuture<VolumeSnapshot> whole();

  /// The first bytes of a slot; fails with a sentence where they cannot be had.
  ///
  /// @param length how many
  CompletableFuture<byte[]> bytes(int slot, int length);
}
