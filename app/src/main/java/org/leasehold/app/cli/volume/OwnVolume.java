package org.leasehold.app.cli.volume;

import java.nio.file.Path;
import java.util.Optional;
import org.leasehold.app.cli.ExitCode;
import org.leasehold.core.io.DirectBlockFile;
import org.leasehold.core.volume.BlockFileException;
import org.leasehold.core.volume.EditOutcome;
import org.leasehold.core.volume.LeaseDaemonException;
import org.leasehold.core.volume.VolumeEditor;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// A volume that is changed: its file, this host's sanlock, and how the end is reported. Shared by
/// the commands that edit.
final class OwnVolume {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Parameters(index = "0", paramLabel = "FILE", description = "xleases volume made by Leasehold")
  private Path file = Path.of("");

  @Mixin private DaemonOption daemon = new DaemonOption();

  @Option(names = "--json", description = "print one JSON object")
  private boolean json;

  Path path() {
    return file;
  }

  boolean json() {
    return json;
  }

  /// Opens the volume for writing and this process's connection to sanlock, and reports the end.
  ///
  /// @return the exit code
  int edit(Edit edit) throws BlockFileException, LeaseDaemonException, InterruptedException {
    try (var volume = DirectBlockFile.write(file);
        var leases = daemon.leases(file)) {
      return edit.with(volume, new VolumeEditor(volume, leases))
          .map(new EditReport(spec, json)::of)
          .orElse(ExitCode.DONE.number());
    }
  }

  @FunctionalInterface
  interface Edit {
    /// @return empty where the admin, asked, said no
    Optional<EditOutcome> with(DirectBlockFile volume, VolumeEditor editor)
        throws BlockFileException, LeaseDaemonException, InterruptedException;
  }
}
