package org.leasehold.agent.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leasehold.core.model.AgentInstance;
import org.leasehold.core.protocol.HostTopic.AgentEvent;

/// Events are kept until acknowledged, over restarts, torn lines and floods.
class EventJournalTest {
  @TempDir Path folder;

  private EventJournal open(int run) throws IOException {
    return EventJournal.open(folder, new AgentInstance(run), () -> 0);
  }

  private static void record(EventJournal journal, String... texts) {
    for (var text : texts) journal.record(EventId.AGENT_STARTED, null, text);
  }

  private static List<String> texts(EventJournal journal) {
    return journal.since(0, 10_000).events().stream().map(AgentEvent::text).toList();
  }

  private static List<Long> numbers(EventJournal journal) {
    return journal.since(0, 10_000).events().stream().map(AgentEvent::number).toList();
  }

  @Test
  void eventsAreThereAfterARestartAndNumbersGoOn() throws Exception {
    try (var journal = open(1)) {
      record(journal, "a", "b");
    }
    try (var journal = open(2)) {
      record(journal, "c");
      assertEquals(List.of("a", "b", "c"), texts(journal));
      assertEquals(List.of(1L, 2L, 3L), numbers(journal));
    }
  }

  @Test
  void acknowledgedEventsAreGoneAlsoAfterARestartAndTheirNumbersAreNotGivenAgain()
      throws Exception {
    try (var journal = open(1)) {
      record(journal, "a", "b", "c");
      journal.acknowledge(3);
      assertEquals(List.of(), texts(journal));
    }
    try (var journal = open(2)) {
      record(journal, "d");
      assertEquals(List.of(4L), numbers(journal));
    }
  }

  @Test
  void whatDoesNotExistCannotBeAcknowledged() throws Exception {
    try (var journal = open(1)) {
      record(journal, "a");
      var e = assertThrows(IOException.class, () -> journal.acknowledge(2));
      assertEquals("event 2 does not exist, the last is 1", e.getMessage());
    }
  }

  @Test
  void aTornLastLineCostsThatEventOnly() throws Exception {
    try (var journal = open(1)) {
      record(journal, "a", "b");
    }
    var file = folder.resolve("events");
    try (var channel = java.nio.channels.FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(Files.size(file) - 5);
    }
    try (var journal = open(2)) {
      assertEquals(List.of("a"), texts(journal));
      record(journal, "c");
      assertEquals(List.of("a", "c"), texts(journal));
    }
  }

  @Test
  void aFloodDropsTheOldestAndCountsThem() throws Exception {
    try (var journal = open(1)) {
      for (int i = 1; i <= EventJournal.EVENTS_MAX + 1; i++) record(journal, "event " + i);
      var kept = journal.since(0, 10_000);
      assertEquals(EventJournal.EVENTS_MAX + 1, kept.events().size() + kept.lost());
      assertEquals("event " + (kept.lost() + 1), kept.events().getFirst().text());
      assertEquals("event " + (EventJournal.EVENTS_MAX + 1), kept.events().getLast().text());
    }
  }

  @Test
  void theFileDoesNotGrowWhileEventsAreAcknowledged() throws Exception {
    try (var journal = open(1)) {
      for (int i = 1; i <= 2000; i++) {
        record(journal, "event " + i);
        journal.acknowledge(i);
      }
      assertEquals(true, Files.size(folder.resolve("events")) < 100_000);
    }
  }
}
