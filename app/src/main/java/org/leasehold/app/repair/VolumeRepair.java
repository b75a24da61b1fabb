package org.leasehold.app.repair;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.leasehold.core.io.DirectBlockFile;
import org.leasehold.core.sanlock.DaemonLeases;
import org.leasehold.core.sanlock.Patience;
import org.leasehold.core.sanlock.SocketSanlockClient;
import org.leasehold.core.volume.BlockFileException;
import org.leasehold.core.volume.EditOutcome;
import org.leasehold.core.volume.LeaseDaemonException;
import org.leasehold.core.volume.RepairStep;
import org.leasehold.core.volume.VolumeEditor;
import org.leasehold.core.volume.VolumeHistory;

/// Carries a plan out that a person has seen: under the master lease, each step judged anew, a
/// lease in use never touched.
public final class VolumeRepair {
  private VolumeRepair() {}

  /// This host's sanlock, which judges and writes the leases of a volume.
  ///
  /// @param runDir folder of its socket
  /// @param volume as given; the daemon gets its absolute path
  public static DaemonLeases daemon(Path runDir, Path volume) {
    var client = new SocketSanlockClient(runDir, Patience.DEFAULT);
    return new DaemonLeases(client, volume.toAbsolutePath().normalize());
  }

  /// Where this host's sanlock listens, unless the environment says another place.
  public static Path usualDaemon() {
    var said = System.getenv("SANLOCK_RUN_DIR");
    return said == null || said.isEmpty() ? SocketSanlockClient.RUN_DIR : Path.of(said);
  }

  /// @param steps as they were shown; where the volume says otherwise by now, nothing is done
  /// @param history that the plan was made with
  /// @param nowNanos of that look
  /// @param backup keeps the index as it was
  public static EditOutcome carryOut(
      VolumeEditor editor,
      List<RepairStep> steps,
      VolumeHistory history,
      long nowNanos,
      VolumeEditor.Backup backup)
      throws BlockFileException, LeaseDaemonException {
    return editor.repair(steps, backup, history, nowNanos, Instant.now().getEpochSecond());
  }

  /// The same on a file that is not open yet.
  public static EditOutcome carryOut(
      Path file,
      Path runDir,
      List<RepairStep> steps,
      VolumeHistory history,
      long nowNanos,
      VolumeEditor.Backup backup)
      throws BlockFileException, LeaseDaemonException {
    try (var volume = DirectBlockFile.write(file);
        var leases = daemon(runDir, file)) {
      return carryOut(new VolumeEditor(volume, leases), steps, history, nowNanos, backup);
    }
  }
}
