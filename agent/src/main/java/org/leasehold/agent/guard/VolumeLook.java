package org.leasehold.agent.guard;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.io.DirectBlockFile;
import org.leasehold.core.volume.BlockFileException;
import org.leasehold.core.volume.Leader;

/// Reads this host's heartbeat and the leaders of leases from one volume. For one thread, which may
/// hang in it.
final class VolumeLook {
  private static final int LEADER_BYTES = 512;

  private final WatchFile.Watched lockspace;
  private volatile Set<Long> offsets = Set.of();
  private @Nullable DirectBlockFile open;
  private @Nullable Object openKey;

  VolumeLook(WatchFile.Watched lockspace) {
    this.lockspace = lockspace;
  }

  /// Which leases to look at from the next look on.
  void leases(Set<Long> offsetsBytes) {
    offsets = Set.copyOf(offsetsBytes);
  }

  DiskAnswer look() {
    try {
      var file = file();
      var first = leader(file, 0);
      int sectorBytes = first.sectorBytes() == 4096 ? 4096 : 512;
      var own = leader(file, (long) (lockspace.host().value() - 1) * sectorBytes);
      var leaders = new TreeMap<Long, Leader>();
      for (long offset : offsets) leaders.put(offset, leader(file, offset));
      boolean isOurs =
          own.magic() == Leader.DELTA_MAGIC
              && own.checksumHolds()
              && own.spaceName().equals(lockspace.name().text())
              && own.ownerId() == lockspace.host().value();
      return new DiskAnswer(isOurs ? Optional.of(own) : Optional.empty(), leaders, "");
    } catch (BlockFileException | IOException | RuntimeException e) {
      close();
      return new DiskAnswer(Optional.empty(), Map.of(), String.valueOf(e.getMessage()));
    }
  }

  private static Leader leader(DirectBlockFile file, long offset) throws BlockFileException {
    var bytes = new byte[LEADER_BYTES];
    if (file.read(offset, bytes, 0, bytes.length) < bytes.length) {
      throw new BlockFileException(
          BlockFileException.Kind.NOT_A_VOLUME, file.path() + " ends before offset " + offset);
    }
    return Leader.decode(bytes, 0);
  }

  /// The file that has the path now: storage may have been mounted again.
  private DirectBlockFile file() throws IOException, BlockFileException {
    var key = Files.readAttributes(lockspace.volume(), "unix:dev,ino");
    var file = open;
    if (file != null && Objects.equals(key, openKey)) return file;
    close();
    file = DirectBlockFile.read(lockspace.volume());
    open = file;
    openKey = key;
    return file;
  }

  private void close() {
    if (open != null) open.close();
    open = null;
  }
}
