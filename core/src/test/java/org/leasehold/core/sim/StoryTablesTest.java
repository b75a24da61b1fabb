package org.leasehold.core.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// `core/docs/acceptance.md` names a story for every row, and only stories that exist.
class StoryTablesTest {
  private static final Path DOCUMENT = Path.of("docs/acceptance.md");
  private static final Path STORIES = Path.of("src/test/resources/stories");
  private static final List<String> ROWS =
      List.of(
          "A1 A2 A3 A4 A5 A6 A7 A8 A9",
          "B1 B2 B3 B4 B5 B6 B7 B8 B9 B10 B11 B12",
          "C3 C4 C9 C12",
          "D1 D2 D3 D5 D6 D7 D8 D9",
          "E1 E2 E3 E4 E5 E7 E8",
          "F1 F2 F3 F4 F5",
          "G1 G2");

  @Test
  void everyRowIsThere() throws IOException {
    var rows = new ArrayList<String>();
    for (var cells : table("## Stories by row")) rows.add(cells[1].strip());
    assertEquals(List.of(String.join(" ", ROWS).split(" ", -1)), rows);
  }

  @Test
  void everyStoryNamedExists() throws IOException {
    var missing = new TreeSet<String>();
    for (var heading : List.of("## Stories by row", "## Stories by timer")) {
      for (var cells : table(heading)) {
        for (int i = 2; i < cells.length; i++) {
          for (var name : cells[i].split(",", -1)) {
            boolean isStory = name.strip().matches("[a-z0-9]+(-[a-z0-9]+)+");
            if (isStory && !Files.isDirectory(STORIES.resolve(name.strip()))) missing.add(name);
          }
        }
      }
    }
    assertEquals(new TreeSet<>(), missing);
  }

  @Test
  void thereAreAtLeastSixty() throws IOException {
    try (var folders = Files.list(STORIES)) {
      assertTrue(folders.filter(Files::isDirectory).count() >= 60);
    }
  }

  private static List<String[]> table(String heading) throws IOException {
    var rows = new ArrayList<String[]>();
    boolean inside = false;
    for (var line : Files.readAllLines(DOCUMENT)) {
      if (line.startsWith("## ")) inside = line.equals(heading);
      if (inside && line.startsWith("| ")) rows.add(line.split("\\|", -1));
    }
    assertTrue(rows.size() > 1, heading);
    return rows.subList(1, rows.size());
  }
}
