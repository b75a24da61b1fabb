package org.leasehold.agent.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import org.junit.jupiter.api.Test;

/// `core/docs/events.md` is what the agent can emit.
class EventsDocumentTest {
  private static final Path DOCUMENT = Path.of("../core/docs/events.md");

  /// The document is written by `-Ddocs.rewrite=true`, never by itself.
  @Test
  void theDocumentOfTheEventsIsTheListOfTheirIds() throws IOException {
    if (Boolean.getBoolean("docs.rewrite")) Files.writeString(DOCUMENT, document());
    assertEquals(document(), Files.readString(DOCUMENT));
  }

  @Test
  void everyIdIsUsedOnce() {
    var ids = Arrays.stream(EventId.values()).map(EventId::text).toList();
    assertEquals(ids.size(), ids.stream().distinct().count());
  }

  private static String document() {
    var text = new StringBuilder();
    text.append("# Events of the agent\n\n");
    text.append(
        """
        Written from `agent.journal.EventId` by `EventsDocumentTest`; do not edit. An id never changes meaning. Events are kept on the host until an engine has
        acknowledged them, at most 5,000, then the oldest go and are counted.

        | id | meaning |
        |---|---|
        """);
    Arrays.stream(EventId.values())
        .sorted(Comparator.comparing(EventId::text))
        .forEach(id -> text.append("| `%s` | %s |\n".formatted(id.text(), id.meaning())));
    return text.toString();
  }
}
