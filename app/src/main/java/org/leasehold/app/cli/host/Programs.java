package org.leasehold.app.cli.host;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/// Programs as this distribution brings them: a folder, or a tar file of its content.
///
/// @param place the folder or file
/// @param without parts of the folder that are left out
public record Programs(Path place, List<String> without) {
  private static final int GZIP_FIRST = 0x1f;

  /// Of the agent.
  ///
  /// @param said by the person; null: those beside the program that runs
  /// @throws IOException with the way out, when there are none
  static Programs ofAgent(@Nullable Path said) throws IOException {
    var place = said == null ? top().resolve("agent") : said;
    if (Files.isRegularFile(place) || Files.isExecutable(place.resolve("bin/leasehold-agent"))) {
      return new Programs(place, List.of());
    }
    throw new IOException(
        "no programs of the agent in %s; name them: --agent-image DIR|TAR".formatted(place));
  }

  /// Of the engine: this distribution itself, without the agent's and without the start-up cache,
  /// which is large and only lets windows open sooner.
  ///
  /// @throws IOException with the way out, when this is no distribution
  public static Programs ofEngine() throws IOException {
    var place = top();
    if (Files.isExecutable(place.resolve("bin/leasehold"))) {
      return new Programs(place, List.of("./agent", "./lib/leasehold.aot"));
    }
    throw new IOException(
        "%s is no distribution of Leasehold; run the `leasehold` of one".formatted(place));
  }

  /// Above the `lib` that this class was loaded from.
  private static Path top() {
    try {
      var source = Programs.class.getProtectionDomain().getCodeSource().getLocation();
      var lib = Path.of(source.toURI()).getParent();
      var top = lib == null ? null : lib.getParent();
      return top == null ? Path.of("") : top;
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
    var words = new ArrayList<>(List.of("tar", "--numeric-owner"));
    for (var part : without) words.add("--exclude=" + part);
    words.addAll(List.of("-C", place.toString(), "-cf", "-", "."));
    var tar = new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.DISCARD).start();
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
