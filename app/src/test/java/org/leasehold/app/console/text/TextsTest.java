package org.leasehold.app.console.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class TextsTest {
  private static final Pattern LITERAL = Pattern.compile("\"([a-z][a-z0-9.-]*)\"");

  @Test
  void everyTextIsUsedAndEveryWholeKeyExists() throws IOException {
    var keys = new TreeSet<String>();
    var bundle = new Properties();
    var name = "/org/leasehold/assets/i18n/console.properties";
    try (var in = Objects.requireNonNull(TextsTest.class.getResourceAsStream(name))) {
      bundle.load(new InputStreamReader(in, StandardCharsets.UTF_8));
    }
    bundle.stringPropertyNames().forEach(keys::add);
    var literals = literals();
    var unused = new TreeSet<>(keys);
    unused.removeIf(key -> isUsed(key, literals));
    assertEquals(new TreeSet<String>(), unused, "texts that nobody says");
    var missing = new TreeSet<String>();
    for (var said : said()) if (!keys.contains(said)) missing.add(said);
    assertEquals(new TreeSet<String>(), missing, "texts that do not exist");
  }

  /// A key is used when it stands in a source, or begins and ends with parts that do.
  private static boolean isUsed(String key, Set<String> literals) {
    if (literals.contains(key)) return true;
    for (int dot = key.indexOf('.'); dot >= 0; dot = key.indexOf('.', dot + 1)) {
      if (literals.contains(key.substring(0, dot + 1))) return true;
      if (literals.contains(key.substring(0, dot))) return true;
    }
    return false;
  }

  private static Set<String> literals() throws IOException {
    var found = new TreeSet<String>();
    for (var text : sources()) {
      var matches = LITERAL.matcher(text);
      while (matches.find()) found.add(matches.group(1));
    }
    return found;
  }

  private static Set<String> said() throws IOException {
    var found = new TreeSet<String>();
    var say = Pattern.compile("Texts\\.say\\(\\s*\"([a-z][a-z0-9.-]*[a-z0-9])\"\\s*[,)]");
    for (var text : sources()) {
      var matches = say.matcher(text);
      while (matches.find()) found.add(matches.group(1));
    }
    return found;
  }

  private static Iterable<String> sources() throws IOException {
    var texts = new java.util.ArrayList<String>();
    try (var files = Files.walk(Path.of("src/main/java/org/leasehold/app/console"))) {
      for (var file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        texts.add(Files.readString(file));
      }
    }
    return texts;
  }

  @Test
  void countsAreSaidAsPeopleSayThem() {
    assertEquals("no incidents", Texts.say("pill.incidents", 0));
    assertEquals("1 incident", Texts.say("pill.incidents", 1));
    assertEquals("survives 2 more hosts", Texts.say("pill.survives.more", 2));
  }

  @Test
  void agesAndCountdownsAreShort() {
    assertEquals("41 s", Times.age(41));
    assertEquals("1 min 32 s", Times.age(92));
    assertEquals("2 h 5 min", Times.age(7500));
    assertEquals("31 d", Times.age(31 * 86_400L));
    assertEquals("0:07", Times.countdown(7));
    assertEquals("1:02:03", Times.countdown(3723));
    assertEquals("0:00", Times.countdown(-5));
    assertEquals("41", Times.gib(41 * 1024));
    assertEquals("1.5", Times.gib(1536));
  }
}
