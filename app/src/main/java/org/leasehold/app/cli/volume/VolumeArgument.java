package org.leasehold.app.cli.volume;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.io.DirectBlockFile;
import org.leasehold.core.volume.BlockFile;
import org.leasehold.core.volume.BlockFileException;
import org.leasehold.core.volume.Geometry;
import org.leasehold.core.volume.SectorSize;
import org.leasehold.core.volume.VolumeReader;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Which volume, and what is known of it beforehand; shared by the reading commands.
final class VolumeArgument {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "FILE", description = "xleases volume: a file or a block device")
  private Path file = Path.of("");

  @Option(
      names = "--ids",
      paramLabel = "FILE",
      description = "oVirt's separate lockspace volume (`ids`), which knows the hosts")
  private @Nullable Path ids;

  @Option(
      names = "--sector",
      paramLabel = "BYTES",
      description = "sector size, 512 or 4096, instead of finding out; goes with --align")
  private @Nullable Integer sector;

  @Option(
      names = "--align",
      paramLabel = "MIB",
      description = "slot size, 1, 2, 4 or 8 MiB, instead of finding out; goes with --sector")
  private @Nullable Integer align;

  Path path() {
    return file;
  }

  /// Opens the volume, and the lockspace beside it, for as long as `use` takes.
  <T> T read(Use<T> use) throws Exception {
    var forced = geometry();
    try (var volume = DirectBlockFile.read(file)) {
      warnIfCached(volume);
      if (ids == null) return use.with(new VolumeReader(volume, Optional.empty(), forced));
      try (BlockFile lockspace = DirectBlockFile.read(ids)) {
        return use.with(new VolumeReader(volume, Optional.of(lockspace), forced));
      }
    }
  }

  private void warnIfCached(DirectBlockFile volume) {
    if (volume.isDirect()) return;
    var err = spec.commandLine().getErr();
    err.println(
        file + " is on a file system without O_DIRECT: what other hosts write may show late");
    err.flush();
  }

  private Optional<Geometry> geometry() {
    return geometry(spec, sector, align);
  }

  /// @throws CommandLine.ParameterException where the two are no pair
  static Optional<Geometry> geometry(
      CommandSpec spec, @Nullable Integer sector, @Nullable Integer align) {
    if (sector == null && align == null) return Optional.empty();
    int bytes = sector != null ? sector : align != null && align > 1 ? 4096 : 512;
    int mebibytes = align != null ? align : 1;
    var geometry = SectorSize.ofBytes(bytes).flatMap(size -> Geometry.of(size, mebibytes));
    if (geometry.isPresent()) return geometry;
    throw new CommandLine.ParameterException(
        spec.commandLine(),
        "no volume has %d-byte sectors with %d MiB slots; legal are 512 with 1, and 4096 with 1, 2, 4 or 8"
            .formatted(bytes, mebibytes));
  }

  @FunctionalInterface
  interface Use<T> {
    T with(VolumeReader reader) throws BlockFileException, InterruptedException;
  }
}
