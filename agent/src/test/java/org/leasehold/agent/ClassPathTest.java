package org.leasehold.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/// An agent that drags a window toolkit or a database onto every host is no agent.
class ClassPathTest {
  private static final List<String> BANNED = List.of("sshd", "sqlite", "javafx", "openjfx");

  @Test
  void theAgentsClassPathHasNoSshSqliteOrJavaFxJar() {
    var jars = System.getProperty("java.class.path").split(File.pathSeparator);
    var found =
        Arrays.stream(jars)
            .map(jar -> new File(jar).getName().toLowerCase(Locale.ROOT))
            .filter(jar -> BANNED.stream().anyMatch(jar::contains))
            .toList();
    assertEquals(List.of(), found);
  }
}
