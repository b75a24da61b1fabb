package org.leasehold.core.volume;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.nio.file.Files;
import java.nio.file.Path;
import org.leasehold.core.model.IoTimeout;
import org.leasehold.core.model.LeaseId;
import org.leasehold.core.model.LockspaceName;

/// A volume in a file, as Leasehold makes it, with free leases; for tests that have no sanlock.
public final class VolumeFile {
  private VolumeFile() {}

  /// @return the file
  public static Path made(Path file, LockspaceName lockspace, LeaseId... leases) throws Exception {
    var bytes = MemoryBlockFile.empty();
    var sanlock = new FakeSanlock(bytes, 1);
    var geometry = new Geometry(SectorSize.S512, 1);
    assertInstanceOf(
        EditOutcome.Done.class,
        new VolumeCreation(bytes, sanlock, lockspace, geometry, new IoTimeout(1))
            .create(Volumes.NOW_SECONDS));
    sanlock.join(lockspace.text(), geometry);
    for (var lease : leases) {
      assertInstanceOf(EditOutcome.Done.class, new VolumeEditor(bytes, sanlock).add(lease));
    }
    sanlock.leave(lockspace.text(), geometry);
    return Files.write(file, bytes.bytes());
  }
}
