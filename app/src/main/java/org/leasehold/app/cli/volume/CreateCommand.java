package org.leasehold.app.cli.volume;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.io.DirectBlockFile;
import org.leasehold.core.model.IoTimeout;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.volume.BlockFileException;
import org.leasehold.core.volume.Geometry;
import org.leasehold.core.volume.SectorSize;
import org.leasehold.core.volume.VolumeCreation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `leasehold volume create`: a new volume in an empty file or device; never over data.
@Command(
    name = "create",
    description = {
      "Create a volume in a new or empty file, or on a device without data. Needs this host's sanlock.",
      "An interrupted creation is finished by running it again."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  leasehold volume create /srv/vms/xleases",
      "  leasehold volume create /dev/vg0/xleases --sector 4096 --align 1 --io-timeout 10"
    })
final class CreateCommand implements Callable<Integer> {
  private static final Geometry DEFAULT = new Geometry(SectorSize.S512, 1);

  @Parameters(index = "0", paramLabel = "FILE", description = "file to create, or block device")
  private Path file = Path.of("");

  @Option(
      names = "--lockspace",
      paramLabel = "NAME",
      description = "name of the storage domain (default: a new UUID)")
  private @Nullable LockspaceName lockspace;

  @Option(
      names = "--sector",
      paramLabel = "BYTES",
      description = "sector size of the storage, 512 or 4096 (default: 512)")
  private @Nullable Integer sector;

  @Option(
      names = "--align",
      paramLabel = "MIB",
      description =
          "slot size: 1 for up to 250 hosts with 4096-byte sectors, 8 for 2000 (default: 1)")
  private @Nullable Integer align;

  @Option(
      names = "--io-timeout",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description = "N of all hosts: dead after 8N + 60 s (default: ${DEFAULT-VALUE})")
  private IoTimeout ioTimeout = IoTimeout.DEFAULT;

  @Mixin private DaemonOption daemon = new DaemonOption();

  @Option(names = "--json", description = "print one JSON object")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    var geometry = VolumeArgument.geometry(spec, sector, align).orElse(DEFAULT);
    try (var leases = daemon.leases(file)) {
      leases.requireReachable();
      makeFile();
      try (var volume = DirectBlockFile.write(file)) {
        var creation =
            new VolumeCreation(volume, leases, name(volume, geometry), geometry, ioTimeout);
        return new EditReport(spec, json).of(creation.create(Instant.now().getEpochSecond()));
      }
    }
  }

  private LockspaceName name(DirectBlockFile volume, Geometry geometry) throws BlockFileException {
    if (lockspace != null) return lockspace;
    return VolumeCreation.unfinished(volume, geometry)
        .map(LockspaceName::new)
        .orElseGet(() -> new LockspaceName(UUID.randomUUID().toString()));
  }

  /// An empty file that sanlock's own user can read and write, where it does not exist yet.
  private void makeFile() throws BlockFileException {
    if (Files.exists(file)) return;
    try {
      Files.createFile(file);
      var view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
      if (view == null) return;
      view.setPermissions(PosixFilePermissions.fromString("rw-rw----"));
      giveToSanlock(view);
    } catch (FileAlreadyExistsException _) {
      // Another process made it at this moment; what it holds is judged when it is opened.
    } catch (IOException e) {
      throw new BlockFileException(
          BlockFileException.Kind.DENIED,
          "cannot create %s: %s; check the folder and your permissions"
              .formatted(file, e.getMessage()),
          e);
    }
  }

  private void giveToSanlock(PosixFileAttributeView view) throws IOException {
    var users = file.getFileSystem().getUserPrincipalLookupService();
    try {
      view.setOwner(users.lookupPrincipalByName("sanlock"));
      view.setGroup(users.lookupPrincipalByGroupName("sanlock"));
    } catch (UserPrincipalNotFoundException _) {
      // No sanlock installed here: the daemon that is asked next will say so.
    }
  }
}
