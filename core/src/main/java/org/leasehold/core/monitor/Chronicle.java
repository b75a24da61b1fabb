package org.leasehold.core.monitor;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.leasehold.core.engine.EngineState;
import org.leasehold.core.engine.LogLine;
import org.leasehold.core.engine.Step;
import org.leasehold.core.model.HostId;

/// Numbers the engine's lines, keeps the newest, and makes snapshots.
final class Chronicle implements AutoCloseable {
  private static final int RECENT_MAX = 200;

  private final String engine;
  private final ArrayDeque<EventLine> recent = new ArrayDeque<>();
  private final Map<String, Work> work = new ConcurrentSkipListMap<>();
  private final Broadcast broadcast;
  private long lines;
  private long snapshots;

  Chronicle(String engine, StepJournal.Known known) {
    this.engine = engine;
    lines = known.lastEvent();
    recent.addAll(known.recent());
    broadcast =
        new Broadcast(
            new Snapshot(
                0,
                engine,
                "",
                EngineState.EMPTY,
                System.currentTimeMillis(),
                new TreeMap<>(),
                List.of(),
                List.of(),
                List.of(),
                List.of()));
  }

  Broadcast broadcast() {
    return broadcast;
  }

  /// By the decision thread.
  List<EventLine> take(Step step, long wall) {
    var said = new ArrayList<EventLine>();
    for (var line : step.lines()) {
      var numbered = numbered(line, wall);
      said.add(numbered);
      recent.addLast(numbered);
      if (recent.size() > RECENT_MAX) recent.removeFirst();
    }
    return said;
  }

  private EventLine numbered(LogLine line, long wall) {
    return new EventLine(
        ++lines,
        wall,
        line.atNanos(),
        line.severity(),
        line.eventId(),
        line.subject(),
        line.what(),
        line.because(),
        0);
  }

  void work(Work one) {
    work.put(one.id(), one);
  }

  void workEnded(String id) {
    work.remove(id);
  }

  /// By the decision thread.
  void publish(
      EngineState state,
      String acting,
      SortedMap<HostId, LinkView> links,
      List<String> complaints) {
    broadcast.publish(
        new Snapshot(
            ++snapshots,
            engine,
            acting,
            state,
            System.currentTimeMillis(),
            links,
            List.copyOf(recent),
            List.of(),
            List.copyOf(work.values()),
            complaints));
  }

  @Override
  public void close() {
    broadcast.close();
  }
}
