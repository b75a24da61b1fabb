package org.leasehold.app.console.leasemap;

import java.util.concurrent.CompletableFuture;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.monitor.EngineFace;
import org.leasehold.core.volume.VolumeSnapshot;

/// A storage domain's volume, read by a host that reaches it.
///
/// @param face of the engine
/// @param domain which
/// @param name for people
/// @param raw how to get at its bytes
public record ClusterVolume(EngineFace face, LockspaceName domain, String name, Raw raw)
    implements VolumeSource {
  /// Reads bytes of a slot.
  @FunctionalInterface
  public interface Raw {
    CompletableFuture<byte[]> read(LockspaceName domain, int slot, int length);
  }

  @Override
  public CompletableFuture<VolumeSnapshot> glance() {
    return face.volume(domain);
  }

  @Override
  public CompletableFuture<VolumeSnapshot> whole() {
    return face.volume(domain);
  }

  @Override
  public CompletableFuture<byte[]> bytes(int slot, int length) {
    return raw.read(domain, slot, length);
  }
}
