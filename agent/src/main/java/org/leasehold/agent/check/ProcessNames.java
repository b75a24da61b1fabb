package org.leasehold.agent.check;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;

/// Which programs run, by the short names the kernel keeps: those can be read of any process, also
/// of one that hangs.
record ProcessNames(Path root) {
  /// When a program of that name was started; of several, the first found.
  Optional<FileTime> started(String comm) {
    try (DirectoryStream<Path> processes =
        Files.newDirectoryStream(root.resolve("proc"), "[0-9]*")) {
      for (var process : processes) {
        if (HostInspection.text(process.resolve("comm")).strip().equals(comm)) {
          return Optional.of(Files.getLastModifiedTime(process));
        }
      }
    } catch (IOException e) {
      return Optional.empty();
    }
    return Optional.empty();
  }
}
