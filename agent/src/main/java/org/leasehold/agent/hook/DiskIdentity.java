package org.leasehold.agent.hook;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What a disk is under all its names: a device by its number, a file by file system and inode.
public final class DiskIdentity {
  private DiskIdentity() {}

  /// Asks the file system, which may hang: to be called on a thread that may be lost.
  ///
  /// @throws IOException there is no such file, or it cannot be looked at
  public static String of(Path path) throws IOException {
    var device = Files.getAttribute(path, "unix:rdev");
    return device.equals(0L)
        ? "file %s".formatted(Files.readAttributes(path, "unix:dev,ino"))
        : "device " + device;
  }
}
