package org.leasehold.app.console.demo;

import java.util.List;
import java.util.TreeMap;
import org.leasehold.core.engine.EngineState;
import org.leasehold.core.engine.Event;
import org.leasehold.core.engine.Step;
import org.leasehold.core.monitor.EventLine;
import org.leasehold.core.monitor.Incident;
import org.leasehold.core.monitor.IncidentFold;

/// What an engine's edge keeps of its steps: numbered events and incidents.
final class PlayedDiary {
  private static final int EVENTS_MAX = 5_000;
  private static final int INCIDENTS_MAX = 1000;

  private final TreeMap<Long, EventLine> events = new TreeMap<>();
  private final TreeMap<Long, Incident> incidents = new TreeMap<>();
  private final IncidentFold fold = new IncidentFold(0, 0, List.of());

  void take(EngineState before, Event event, Step step, long wallMillis) {
    var folded = fold.step(before, event, step, wallMillis);
    for (var line : folded.lines()) keep(line);
    for (var incident : folded.incidents()) incidents.put(incident.number(), incident);
    while (incidents.size() > INCIDENTS_MAX) incidents.pollFirstEntry();
  }

  /// An earlier line that turned out to begin an incident comes once more with its old number.
  private void keep(EventLine line) {
    events.put(line.number(), line);
    if (events.size() > EVENTS_MAX) events.pollFirstEntry();
  }

  long lastEvent() {
    return fold.lastEvent();
  }

  List<Incident> open() {
    return fold.open();
  }

  List<EventLine> last(int count) {
    return events.values().stream().skip(Math.max(0, events.size() - count)).toList();
  }

  List<EventLine> eventsAfter(long number, int countMax) {
    return events.tailMap(number, false).values().stream().limit(countMax).toList();
  }

  /// Newest first.
  List<Incident> incidents(int countMax) {
    return incidents.descendingMap().values().stream().limit(countMax).toList();
  }
}
