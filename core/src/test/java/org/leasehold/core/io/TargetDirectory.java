package org.leasehold.core.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

/// Temporary folders on the file system of the build, which knows O_DIRECT.
final class TargetDirectory implements TempDirFactory {
  @Override
  public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext context)
      throws IOException {
    var parent = Path.of("target", "io").toAbsolutePath();
    Files.createDirectories(parent);
    return Files.createTempDirectory(parent, "t");
  }
}
