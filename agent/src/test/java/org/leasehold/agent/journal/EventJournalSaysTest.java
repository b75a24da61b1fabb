package org.leasehold.agent.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leasehold.core.model.AgentInstance;
import org.leasehold.core.protocol.HostTopic.AgentEvent;

/// Events that cannot be written or read again: the agent goes on, and its log says what is lost.
class EventJournalSaysTest {
  private static final Logger LOG = Logger.getLogger(EventJournal.class.getName());

  @TempDir Path temp;
  private Path folder = Path.of("");
  private final List<String> said = new ArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord one) {
          if (one.getLevel().intValue() > Level.INFO.intValue()) {
            said.add(one.getLevel() + ": " + one.getMessage());
          }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() throws IOException {
    folder = Files.createDirectory(temp.resolve("state"));
    LOG.addHandler(handler);
  }

  @AfterEach
  void hearNoMore() {
    LOG.removeHandler(handler);
  }

  private EventJournal open() throws IOException {
    return EventJournal.open(folder, new AgentInstance(1), () -> 0);
  }

  private Path file() {
    return folder.resolve("events");
  }

  private static void record(EventJournal journal, String text) {
    journal.record(EventId.AGENT_STARTED, null, text);
  }

  private static List<String> texts(EventJournal journal) {
    return journal.since(0, 10_000).events().stream().map(AgentEvent::text).toList();
  }

  /// A line whose checksum is right.
  private void append(String json) throws IOException {
    var sum = new CRC32C();
    sum.update(json.getBytes(StandardCharsets.UTF_8));
    Files.writeString(
        file(), "%08x %s\n".formatted(sum.getValue(), json), StandardOpenOption.APPEND);
  }

  @Test
  void aDamagedLineIsLeftOut() throws Exception {
    try (var journal = open()) {
      record(journal, "a");
      record(journal, "b");
    }
    Files.writeString(file(), Files.readString(file()).replace("\"a\"", "\"x\""));
    try (var journal = open()) {
      assertEquals(List.of("b"), texts(journal));
    }
    assertEquals(
        List.of(
            "WARNING: "
                + file()
                + ": a damaged line is left out; the last one is torn after a power loss"),
        said);
  }

  @Test
  void aLineOfAnotherVersionIsLeftOut() throws Exception {
    try (var journal = open()) {
      record(journal, "a");
    }
    append("{\"number\":\"two\"}");
    append("[]");
    append("{");
    try (var journal = open()) {
      assertEquals(List.of("a"), texts(journal));
    }
    var left = "WARNING: " + file() + ": a line of another version is left out: ";
    assertEquals(
        List.of(
            left + "AgentEvent: For input string: \"two\"",
            left + "Not a JSON Object: []",
            left + "java.io.EOFException: End of input at line 1 column 2 path $."),
        said);
  }

  @Test
  void aDiskThatFailsCostsNoEventWhileTheAgentRuns() throws Exception {
    var away = temp.resolve("away");
    try (var journal = open()) {
      Files.move(folder, away);
      assertThrows(
          IOException.class,
          () -> {
            for (int i = 1; i <= 200; i++) {
              record(journal, "event " + i);
              journal.acknowledge(i);
            }
          });
      record(journal, "kept");
      assertEquals(
          List.of("SEVERE: cannot write " + file() + "; events are kept in memory only"), said);
      assertEquals(List.of("kept"), texts(journal));
      Files.move(away, folder);
      record(journal, "written");
    }
    try (var journal = open()) {
      assertEquals(List.of("kept", "written"), texts(journal));
    }
  }
}
