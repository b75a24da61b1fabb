package org.leasehold.core.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.leasehold.core.engine.Event;

class StateJsonTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"host-power-loss", "migrate-asked", "treat-fence-lies", "storage-store-lost"})
  void everyStateAndEventOfAStoryReadsBackTheSame(String story) throws Exception {
    var steps = RecordedCluster.story(story);
    for (int i = 0; i < steps.size(); i += 7) {
      var state = steps.get(i).step().next();
      assertEquals(state, InputRows.unpacked(InputRows.packed(state)));
    }
    var events = steps.stream().map(Entry.Stepped::event).toList();
    var written = new ArrayList<byte[]>();
    var writing = new Inputs();
    for (int i = 0; i < events.size(); i += 10) {
      written.add(writing.write(events.subList(i, Math.min(events.size(), i + 10))));
    }
    var reading = new Inputs();
    List<Event> read = new ArrayList<>();
    for (var bytes : written) read.addAll(reading.read(bytes));
    assertEquals(events, read);
  }
}
