package org.leasehold.app.console.theme;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ColoursOnlyInThemesTest {
  private static final Pattern COLOUR =
      Pattern.compile("#[0-9a-fA-F]{3,8}\\b|rgba?\\(|Color\\.(web|rgb)\\(");

  @Test
  void noColourIsNamedOutsideTheTwoThemeFiles() throws IOException {
    var found = new ArrayList<String>();
    var sheet = "/org/leasehold/assets/themes/console.css";
    try (var in = ColoursOnlyInThemesTest.class.getResourceAsStream(sheet)) {
      var text =
          new String(java.util.Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      if (COLOUR.matcher(text).find()) found.add("console.css");
    }
    var sources = Path.of("src/main/java/org/leasehold/app/console");
    try (var files = Files.walk(sources)) {
      for (var file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        boolean parser = file.endsWith("theme/ThemeColours.java");
        if (!parser && COLOUR.matcher(Files.readString(file)).find()) found.add(file.toString());
      }
    }
    assertEquals(List.of(), found);
  }
}
