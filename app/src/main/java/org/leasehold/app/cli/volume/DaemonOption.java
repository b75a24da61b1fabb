package org.leasehold.app.cli.volume;

import java.nio.file.Path;
import org.leasehold.app.repair.VolumeRepair;
import org.leasehold.core.sanlock.DaemonLeases;
import org.leasehold.core.sanlock.SocketSanlockClient;
import picocli.CommandLine.Option;

/// Which sanlock daemon judges and writes the leases.
final class DaemonOption {
  @Option(
      names = "--sanlock-dir",
      paramLabel = "DIR",
      defaultValue = "${env:SANLOCK_RUN_DIR:-/run/sanlock}",
      description =
          "folder of the sanlock daemon's socket (default: $SANLOCK_RUN_DIR, else /run/sanlock)")
  private Path runDir = SocketSanlockClient.RUN_DIR;

  /// @param volume as given; the daemon gets its absolute path
  DaemonLeases leases(Path volume) {
    return VolumeRepair.daemon(runDir, volume);
  }
}
