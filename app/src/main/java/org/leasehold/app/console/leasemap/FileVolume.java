package org.leasehold.app.console.leasemap;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.leasehold.app.repair.IndexBackup;
import org.leasehold.app.repair.VolumeRepair;
import org.leasehold.core.io.DirectBlockFile;
import org.leasehold.core.volume.BlockFile;
import org.leasehold.core.volume.VolumeReader;
import org.leasehold.core.volume.VolumeSnapshot;

/// A volume in a file or device of this machine, without any cluster. Only read, but for a repair
/// that a person has confirmed: by this machine's sanlock, as the command line does it.
///
/// @param path of the volume
/// @param work runs the reading, away from the window's thread
/// @param sanlock folder of the daemon that a repair asks
public record FileVolume(Path path, Executor work, Path sanlock) implements VolumeSource {
  public FileVolume(Path path, Executor work) {
    this(path, work, VolumeRepair.usualDaemon());
  }

  @Override
  public String name() {
    var last = path.getFileName();
    return last == null ? path.toString() : last.toString();
  }

  @Override
  public CompletableFuture<VolumeSnapshot> glance() {
    return read(VolumeReader.Depth.GLANCE);
  }

  @Override
  public CompletableFuture<VolumeSnapshot> whole() {
    return read(VolumeReader.Depth.WHOLE);
  }

  private CompletableFuture<VolumeSnapshot> read(VolumeReader.Depth depth) {
    return later(
        () -> {
          try (var file = DirectBlockFile.read(path)) {
            return new VolumeReader(file, Optional.empty(), Optional.empty()).read(depth);
          }
        });
  }

  @Override
  public CompletableFuture<byte[]> bytes(int slot, int length) {
    return later(
        () -> {
          try (BlockFile file = DirectBlockFile.read(path)) {
            var form =
                new VolumeReader(file, Optional.empty(), Optional.empty()).geometry().geometry();
            var into = new byte[length];
            file.read(form.slotOffsetBytes(slot), into, 0, length);
            return into;
          }
        });
  }

  @Override
  public Repairer repairer() {
    return (steps, history, nowNanos) ->
        later(
            () ->
                VolumeRepair.carryOut(
                    path,
                    sanlock,
                    steps,
                    history,
                    nowNanos,
                    new IndexBackup(
                        path.resolveSibling(IndexBackup.name(path, Instant.now())),
                        "make room beside the volume, or repair by command with --backup")));
  }

  private <T> CompletableFuture<T> later(Callable<T> reading) {
    var future = new CompletableFuture<T>();
    work.execute(
        () -> {
          try {
            future.complete(reading.call());
          } catch (Exception e) {
            future.completeExceptionally(e);
          }
        });
    return future;
  }
}
