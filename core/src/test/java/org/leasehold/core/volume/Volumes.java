package org.leasehold.core.volume;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.List;
import java.util.Optional;
import org.leasehold.core.model.IoTimeout;
import org.leasehold.core.model.LeaseId;
import org.leasehold.core.model.LockspaceName;

/// Volumes for tests: made by Leasehold's own creation, joined by one host.
final class Volumes {
  static final LockspaceName LOCKSPACE = new LockspaceName("5f0e1c52-2f5e-4d55-9b1c-6a8f30f5a001");
  static final LeaseId VM1 = new LeaseId("11111111-2222-4333-8444-000000000001");
  static final LeaseId VM2 = new LeaseId("11111111-2222-4333-8444-000000000002");
  static final IoTimeout IO = new IoTimeout(1);
  static final long NOW_SECONDS = 1_790_000_000L;
  static final Geometry SMALL = new Geometry(SectorSize.S512, 1);

  private Volumes() {}

  static MemoryBlockFile created(Geometry geometry) throws Exception {
    var file = MemoryBlockFile.empty();
    assertInstanceOf(EditOutcome.Done.class, create(file, geometry));
    return file;
  }

  static EditOutcome create(MemoryBlockFile file, Geometry geometry) throws Exception {
    return new VolumeCreation(file, new FakeSanlock(file, 1), LOCKSPACE, geometry, IO)
        .create(NOW_SECONDS);
  }

  /// sanlock of host 1, joined.
  static FakeSanlock host(MemoryBlockFile file, int hostId) throws Exception {
    return new FakeSanlock(file, hostId).join(LOCKSPACE.text(), geometry(file));
  }

  static VolumeEditor editor(MemoryBlockFile file, LeaseDaemon daemon) {
    return new VolumeEditor(file, daemon);
  }

  static Geometry geometry(MemoryBlockFile file) throws BlockFileException {
    return reader(file).geometry().geometry();
  }

  static VolumeReader reader(MemoryBlockFile file) {
    return new VolumeReader(file, Optional.empty(), Optional.empty());
  }

  static VolumeSnapshot read(MemoryBlockFile file) throws BlockFileException {
    return reader(file).read(VolumeReader.Depth.WHOLE);
  }

  static String state(MemoryBlockFile file, int record) throws BlockFileException {
    return read(file).state(Geometry.slotOf(record), VolumeHistory.NONE, 0).word();
  }

  static List<Finding.Code> codes(MemoryBlockFile file) throws BlockFileException {
    return VolumeCheck.findings(read(file), VolumeHistory.NONE, 0).stream()
        .map(Finding::code)
        .toList();
  }

  static LeaseDaemon.LeaseAddress address(MemoryBlockFile file, LeaseId id, int record)
      throws BlockFileException {
    return LeaseDaemon.LeaseAddress.of(
        LOCKSPACE.text(), id.text(), Geometry.slotOf(record), geometry(file));
  }
}
