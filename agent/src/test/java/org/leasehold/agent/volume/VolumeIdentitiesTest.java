package org.leasehold.agent.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.leasehold.agent.volume.VolumeIdentities.Mount;

/// The mount a path is on.
class VolumeIdentitiesTest {
  private static final List<String> MOUNTS =
      List.of(
          "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw",
          "40 22 0:40 / /srv/vms rw - nfs4 nas:/vms rw,vers=4.2",
          "41 22 0:41 / /srv/vms\\040two rw - nfs4 nas:/two rw",
          "42 40 0:42 / /srv/vms/inner rw - xfs /dev/sdb1 rw",
          "43 22 0:43 / /srv/vms rw - nfs4 other:/vms rw",
          "garbage");

  private static String mountOf(String path) throws IOException {
    Mount mount = VolumeIdentities.mountOf(Path.of(path), MOUNTS);
    return mount.type() + " " + mount.source();
  }

  @Test
  void theLongestMountPointAboveThePathCounts() throws Exception {
    assertEquals("xfs /dev/sdb1", mountOf("/srv/vms/inner/xleases"));
    assertEquals("ext4 /dev/sda1", mountOf("/srv/other"));
  }

  @Test
  void theLastOfTwoMountsOnOnePointCounts() throws Exception {
    assertEquals("nfs4 other:/vms", mountOf("/srv/vms/xleases"));
  }

  @Test
  void aMountPointIsAWholeNameNotTheBeginningOfOne() throws Exception {
    assertEquals("ext4 /dev/sda1", mountOf("/srv/vmsx/xleases"));
    assertEquals("nfs4 nas:/two", mountOf("/srv/vms two/xleases"));
  }

  @Test
  void aPathThatNoMountHoldsIsSaidSo() {
    var e =
        assertThrows(
            IOException.class,
            () -> VolumeIdentities.mountOf(Path.of("/srv/xleases"), List.of("no mount at all")));
    assertEquals("no mount holds /srv/xleases", e.getMessage());
  }
}
