package org.leasehold.core.volume;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/// Volumes written by oVirt's own code and a real sanlock, with what must be read from them.
record GoldenVolume(
    String name, MemoryBlockFile xleases, Optional<BlockFile> ids, JsonObject expected) {
  static final List<String> NAMES = List.of("s512-a1m", "s4096-a1m", "s512-a1m-lockspace-inside");

  static GoldenVolume load(String name) {
    try (var expected = open(name, "expected.json")) {
      if (expected == null) throw new IllegalStateException("no golden volume " + name);
      var json = JsonParser.parseReader(new InputStreamReader(expected, StandardCharsets.UTF_8));
      return new GoldenVolume(
          name,
          image(name, "xleases.img.gz").orElseThrow(),
          image(name, "ids.img.gz").map(BlockFile.class::cast),
          json.getAsJsonObject());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  VolumeReader reader() {
    return new VolumeReader(xleases, ids, Optional.empty());
  }

  private static Optional<MemoryBlockFile> image(String name, String file) throws IOException {
    try (var packed = open(name, file)) {
      if (packed == null) return Optional.empty();
      return Optional.of(new MemoryBlockFile(new GZIPInputStream(packed).readAllBytes(), true));
    }
  }

  private static @Nullable InputStream open(String name, String file) {
    return GoldenVolume.class.getResourceAsStream("/golden/" + name + "/" + file);
  }
}
