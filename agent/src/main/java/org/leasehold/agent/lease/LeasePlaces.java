package org.leasehold.agent.lease;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.leasehold.core.io.DirectBlockFile;
import org.leasehold.core.model.LeaseId;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.sanlock.DaemonStatus;
import org.leasehold.core.sanlock.LeasePlace;
import org.leasehold.core.sanlock.ResourceAt;
import org.leasehold.core.volume.BlockFile;
import org.leasehold.core.volume.BlockFileException;
import org.leasehold.core.volume.Index;
import org.leasehold.core.volume.VolumeReader;

/// Finds a lease on this host: the volume is the file whose lockspace sanlock has joined, the
/// offset follows from the number of the index record.
public final class LeasePlaces {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private LeasePlaces() {}

  /// @throws BlockFileException with the sentence why there is none
  public static ResourceAt find(DaemonStatus status, LockspaceName lockspace, LeaseId lease)
      throws BlockFileException {
    var volume =
        status.lockspaces().stream()
            .filter(space -> space.name().equals(lockspace.text()))
            .map(space -> space.place().file())
            .findFirst()
            .orElseThrow(
                () ->
                    new BlockFileException(
                        BlockFileException.Kind.MISSING,
                        "lockspace %s is not joined on this host".formatted(lockspace)));
    var task = new FutureTask<>(() -> find(volume, lockspace, lease));
    Thread.ofPlatform().daemon().name("index-" + volume.getFileName()).start(task);
    try {
      return task.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | InterruptedException e) {
      if (e instanceof InterruptedException) Thread.currentThread().interrupt();
      throw new BlockFileException(
          BlockFileException.Kind.VANISHED,
          "the storage did not answer a read of %s within %d s"
              .formatted(volume, PATIENCE.toSeconds()));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof BlockFileException known) throw known;
      throw new IllegalStateException(e.getCause());
    }
  }

  private static ResourceAt find(Path volume, LockspaceName lockspace, LeaseId lease)
      throws BlockFileException {
    try (BlockFile file = DirectBlockFile.read(volume)) {
      var geometry = new VolumeReader(file, Optional.empty(), Optional.empty()).geometry();
      var form = geometry.geometry();
      var bytes = new byte[form.slotBytes() / 4];
      file.read(form.indexOffsetBytes(), bytes, 0, bytes.length);
      var record = Index.decode(bytes).find(lease.text());
      if (record.isEmpty() || record.get().updating()) {
        throw new BlockFileException(
            BlockFileException.Kind.MISSING,
            "the volume %s has no lease %s; create it first".formatted(volume, lease));
      }
      long offset = form.leaseOffsetBytes(record.get().record());
      return new ResourceAt(lockspace, lease, new LeasePlace(volume, offset));
    }
  }
}
