package org.leasehold.core.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Every folder of `stories` is played twice and must give its `expected.log`, byte for byte.
///
/// A missing `expected.log` fails. To write them anew: `-Dstories.rewrite=true`, refused where `CI`
/// is set. Whoever commits a changed log can explain every changed line.
class StoriesTest {
  private static final Path STORIES = Path.of("src/test/resources/stories");
  private static final boolean REWRITE = Boolean.getBoolean("stories.rewrite");

  @TestFactory
  Stream<DynamicTest> stories() throws IOException {
    try (var folders = Files.list(STORIES)) {
      List<Path> sorted = folders.filter(Files::isDirectory).sorted().toList();
      return sorted.stream()
          .map(f -> DynamicTest.dynamicTest(f.getFileName().toString(), () -> play(f)));
    }
  }

  private static void play(Path folder) throws IOException {
    var readme = Files.readString(folder.resolve("README.md"));
    assertTrue(readme.strip().length() > 20, "a story says what it shows");
    var story =
        Story.parse(
            Files.readString(folder.resolve("cluster.txt")),
            Files.readString(folder.resolve("script.txt")));
    var played = story.play();
    assertEquals(played.log(), story.play().log(), "two playings differ");
    var file = folder.resolve("expected.log");
    if (REWRITE) {
      assertTrue(System.getenv("CI") == null, "expected logs are not rewritten where CI is set");
      Files.writeString(file, played.log());
    }
    assertTrue(
        Files.exists(file), "expected.log is missing: read the log, then -Dstories.rewrite=true");
    assertEquals(Files.readString(file), played.log());
    assertTrue(played.violations().isEmpty(), () -> "violations: " + played.violations());
  }
}
