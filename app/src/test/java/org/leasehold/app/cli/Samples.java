package org.leasehold.app.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/// The sample volume of `assets`, unpacked for a test.
final class Samples {
  private Samples() {}

  /// Two hosts, six leases, record 5 damaged.
  static Path twoHosts(Path folder) throws IOException {
    var file = folder.resolve("xleases");
    try (InputStream packed =
        Objects.requireNonNull(
            Samples.class.getResourceAsStream(
                "/org/leasehold/assets/samples/xleases-two-hosts.img.gz"))) {
      Files.write(file, new GZIPInputStream(packed).readAllBytes());
    }
    return file;
  }
}
