package org.leasehold.agent.lease;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.leasehold.core.io.DirectBlockFile;
import org.leasehold.core.sanlock.ResourceAt;
import org.leasehold.core.volume.BlockFileException;
import org.leasehold.core.volume.Leader;

/// Reads leaders past the page cache, each on a thread of its own, because a read of a hung path
/// never returns.
///
/// At most one such thread per volume is left behind; while it hangs, the volume counts as unread.
public final class DiskLeaders implements Leaders {
  private static final int SECTOR_BYTES = 512;

  private final Duration patience;
  private final Leaders disk;
  private final Map<Path, FutureTask<LeaderRead>> stuck = new ConcurrentHashMap<>();

  /// @param patience how long one read may take
  public DiskLeaders(Duration patience) {
    this(patience, DiskLeaders::fresh);
  }

  /// @param disk may hang
  DiskLeaders(Duration patience, Leaders disk) {
    this.patience = patience;
    this.disk = disk;
  }

  @Override
  public LeaderRead read(ResourceAt lease) {
    var file = lease.place().file();
    var earlier = stuck.get(file);
    if (earlier != null && !earlier.isDone()) {
      return new LeaderRead.Unread("the storage does not answer an earlier read of " + file);
    }
    stuck.remove(file);
    var task = new FutureTask<>(() -> disk.read(lease));
    Thread.ofPlatform().daemon().name("leader-" + file.getFileName()).start(task);
    try {
      return task.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException _) {
      stuck.put(file, task);
      return new LeaderRead.Unread(
          "the storage did not answer a read of %s within %d ms"
              .formatted(file, patience.toMillis()));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return new LeaderRead.Unread("the read was cancelled");
    } catch (ExecutionException e) {
      return new LeaderRead.Unread(file + " cannot be read: " + e.getCause());
    }
  }

  /// A leader is written by the sector, and yet what looks damaged is read once more.
  private static LeaderRead fresh(ResourceAt lease) {
    try (var volume = DirectBlockFile.read(lease.place().file())) {
      var first = once(volume, lease);
      return first instanceof LeaderRead.NotThere ? once(volume, lease) : first;
    } catch (BlockFileException e) {
      return new LeaderRead.Unread(String.valueOf(e.getMessage()));
    }
  }

  private static LeaderRead once(DirectBlockFile volume, ResourceAt lease)
      throws BlockFileException {
    var bytes = new byte[SECTOR_BYTES];
    int got = volume.read(lease.place().offsetBytes(), bytes, 0, SECTOR_BYTES);
    if (got < SECTOR_BYTES) {
      return new LeaderRead.NotThere("the end of the volume before " + lease.place());
    }
    return LeaderRead.of(Leader.decode(bytes, 0), lease);
  }
}
