package org.leasehold.core.sanlock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.leasehold.core.model.Generation;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.IoTimeout;
import org.leasehold.core.model.LeaseId;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.volume.Geometry;

/// Writing and reading lockspaces and leases.
public abstract class VolumeContract extends SanlockContract {
  private static final LockspaceName SPACE = new LockspaceName("space");
  private static final HostId ONE = new HostId(1);
  private static final byte FILLING = (byte) 0xa5;

  @Test
  void lockspacesOfEveryGeometryAreWrittenAndRead(SanlockSites sites) throws Exception {
    var ours = ours(sites.shared());
    for (var geometry : Geometry.ALL) {
      var file = file(sites, geometry, 1);
      var space = new LockspaceAt(SPACE, new LeasePlace(file, 0));
      ours.writeLockspace(space, geometry, new IoTimeout(5));
      var expected = new LockspaceOnDisk("space", 5, Optional.of(geometry));
      assertEquals(expected, ours.readLockspace(space.place(), ONE));
      assertEquals(expected, ours.readLockspace(space.place(), new HostId(geometry.hostsMax())));
    }
  }

  /// The whole slot and nothing but the slot: no dblock of an earlier life is left.
  @Test
  void leasesOfEveryGeometryAreWrittenOverWholeSlots(SanlockSites sites) throws Exception {
    var ours = ours(sites.shared());
    for (var geometry : Geometry.ALL) {
      var file = file(sites, geometry, 3);
      fill(file, 3 * geometry.slotBytes());
      var lease =
          new ResourceAt(SPACE, new LeaseId("vm"), new LeasePlace(file, geometry.slotBytes()));
      ours.writeResource(lease, geometry);
      assertEquals(
          new LeaseOnDisk("space", "vm", 0, Optional.of(geometry)),
          ours.readResource(lease.place()));
      assertEquals(new LeaseOwners(0, false, List.of()), ours.readResourceOwners(lease));
      assertHostSectorsAreZero(file, geometry);

      fill(file, 3 * geometry.slotBytes());
      ours.clearResource(lease, geometry);
      assertRefused(SanlockCode.LEADER_MAGIC, () -> ours.readResource(lease.place()));
      assertHostSectorsAreZero(file, geometry);
    }
  }

  private static Path file(SanlockSites sites, Geometry geometry, int slots) throws Exception {
    var name = "g" + geometry.sectorBytes() + "-" + geometry.slotMebibytes() + "-" + slots;
    var file = sites.shared().directory().resolve(name);
    try (var volume = new RandomAccessFile(file.toFile(), "rw")) {
      volume.setLength((long) slots * geometry.slotBytes());
    }
    return file;
  }

  private static void fill(Path file, int bytes) throws Exception {
    var filling = new byte[bytes];
    Arrays.fill(filling, FILLING);
    Files.write(file, filling);
  }

  private static void assertHostSectorsAreZero(Path file, Geometry geometry) throws Exception {
    var bytes = Files.readAllBytes(file);
    int slot = geometry.slotBytes();
    assertEquals(-1, firstOther(bytes, 0, slot, FILLING), "before the slot");
    assertEquals(
        -1, firstOther(bytes, slot + 2 * geometry.sectorBytes(), 2 * slot, (byte) 0), "in it");
    assertEquals(-1, firstOther(bytes, 2 * slot, 3 * slot, FILLING), "after the slot");
  }

  private static int firstOther(byte[] bytes, int from, int to, byte expected) {
    for (int i = from; i < to; i++) {
      if (bytes[i] != expected) return i;
    }
    return -1;
  }

  @Test
  void placesSanlockWouldMisreadAreRefusedBeforehand(SanlockSites sites) throws Exception {
    var ours = ours(sites.shared());
    var file = sites.shared().volume();
    for (var place :
        List.of(
            new LeasePlace(file, 512),
            new LeasePlace(Path.of("volume"), 0),
            new LeasePlace(Path.of("/a b/volume"), 0),
            new LeasePlace(Path.of("/a\\b/volume"), 0),
            new LeasePlace(Path.of("/" + "x".repeat(1023)), 0))) {
      var lease = new ResourceAt(SPACE, new LeaseId("vm"), place);
      assertThrows(
          IllegalArgumentException.class,
          () -> ours.writeResource(lease, SanlockSite.GEOMETRY),
          place::toString);
    }
  }

  @Test
  void missingFilesDirectoriesAndShortFilesAreNamed(SanlockSites sites) throws Exception {
    var site = sites.shared();
    var ours = ours(site);
    assertRefused(
        SanlockCode.ENOENT,
        () -> ours.readResource(new LeasePlace(site.directory().resolve("missing"), 0)));
    assertRefused(SanlockCode.EISDIR, () -> ours.readResource(new LeasePlace(site.directory(), 0)));
    assertRefused(
        SanlockCode.EMSGSIZE, () -> ours.readResource(site.lease("beyond", 5000).place()));
    assertRefused(
        SanlockCode.ENODEV,
        () -> ours.readLockspace(new LeasePlace(site.directory().resolve("missing"), 0), ONE));
  }

  @Test
  void readingAnEmptyAForeignOrADamagedSlotIsRefused(SanlockSites sites) throws Exception {
    var site = sites.shared();
    var ours = ours(site);
    assertRefused(SanlockCode.LEADER_MAGIC, () -> ours.readResource(site.unwrittenLease().place()));
    assertRefused(
        SanlockCode.LEADER_MAGIC, () -> ours.readLockspace(site.unwrittenLease().place(), ONE));
    var lease = site.freshLease();
    var otherName = new ResourceAt(lease.lockspace(), new LeaseId("other"), lease.place());
    assertRefused(SanlockCode.LEADER_RESOURCE, () -> ours.readResourceOwners(otherName));
    var otherSpace = new ResourceAt(SPACE, lease.lease(), lease.place());
    assertRefused(SanlockCode.LEADER_LOCKSPACE, () -> ours.readResourceOwners(otherSpace));
    site.damage(lease, 48);
    assertRefused(SanlockCode.LEADER_CHECKSUM, () -> ours.readResource(lease.place()));
  }

  @Test
  void ownersAreReadWhileHeldSharedAndFree(SanlockSites sites) throws Exception {
    var site = sites.shared();
    var ours = ours(site);
    var lease = site.freshLease();
    try (var _ = SanlockHolder.exclusive(site.host(2), lease)) {
      var owners = ours.readResourceOwners(lease);
      assertEquals(1, owners.version());
      assertEquals(new HostId(2), owners.owners().getFirst().host());
      assertEquals(new Generation(1), owners.owners().getFirst().generation());
    }
    eventually(
        () -> assertEquals(new LeaseOwners(1, false, List.of()), ours.readResourceOwners(lease)));
    try (var _ = SanlockHolder.shared(site.host(1), lease);
        var _ = SanlockHolder.shared(site.host(2), lease)) {
      assertEquals(
          new LeaseOwners(
              3,
              true,
              List.of(
                  new LeaseOwner(ONE, new Generation(1), 0),
                  new LeaseOwner(new HostId(2), new Generation(1), 0))),
          ours.readResourceOwners(lease));
    }
  }
}
