package org.leasehold.app.cli.host;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/// The agent's programs as this distribution brings them: a folder, or a tar file of its content.
///
/// @param place the folder or file
record AgentPrograms(Path place) {
  private static final int GZIP_FIRST = 0x1f;

  /// @param said by the person; null: those beside the program that runs
  /// @throws IOException with the way out, when there are none
  static AgentPrograms find(@Nullable Path said) throws IOException {
    var place = said == null ? ofThisDistribution() : said;
    if (Files.isRegularFile(place) || Files.isExecutable(place.resolve("bin/leasehold-agent"))) {
      return new AgentPrograms(place);
    }
    throw new IOException(
        "no programs of the agent in %s; name them: --agent-image DIR|TAR".formatted(place));
  }

  /// `agent` beside the `lib` that this class was loaded from.
  private static Path ofThisDistribution() {
    try {
      var source = AgentPrograms.class.getProtectionDomain().getCodeSource().getLocation();
      var lib = Path.of(source.toURI()).getParent();
      return lib == null ? Path.of("agent") : lib.resolveSibling("agent");
    } catch (URISyntaxException e) {
      throw new IllegalStateException("a class path that is no path", e);
    }
  }

  /// Writes a tar stream of the content.
  void writeTo(OutputStream out) throws IOException {
    if (Files.isRegularFile(place)) {
      try (var file = unpacked(place)) {
        file.transferTo(out);
      }
      return;
    }
    var tar =
        new ProcessBuilder(
                List.of("tar", "--numeric-owner", "-C", place.toString(), "-cf", "-", "."))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (var stream = tar.getInputStream()) {
      stream.transferTo(out);
      if (tar.waitFor() != 0) {
        throw new IOException("tar of %s ended with %d".formatted(place, tar.exitValue()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      tar.destroyForcibly();
    }
  }

  private static InputStream unpacked(Path file) throws IOException {
    var stream = new BufferedInputStream(Files.newInputStream(file));
    stream.mark(1);
    int first = stream.read();
    stream.reset();
    return first == GZIP_FIRST ? new GZIPInputStream(stream) : stream;
  }
}
