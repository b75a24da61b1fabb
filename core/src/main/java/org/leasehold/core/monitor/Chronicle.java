package org.leasehold.core.monitor;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.leasehold.core.engine.EngineState;
import org.leasehold.core.engine.Event;
import org.leasehold.core.engine.Severity;
import org.leasehold.core.engine.Step;
import org.leasehold.core.model.HostId;
import org.leasehold.core.protocol.HostTopic;
import org.leasehold.core.protocol.HostTopic.AgentEvent;

/// Numbers what is told, gathers incidents, keeps the newest lines, and makes snapshots. By the
/// decision thread, except for work.
final class Chronicle implements AutoCloseable {
  /// Two engines wrote apart from each other: somebody has to look at what was lost.
  private static final String DOCUMENT_LOST = "document.lost";

  private static final int RECENT_MAX = 200;
  private static final int PROGRESS_MAX = 1000;

  private final String engine;
  private final IncidentFold incidents;
  private final ArrayDeque<EventLine> recent = new ArrayDeque<>();
  private final Map<String, HostTopic.Progress> progress = new ConcurrentSkipListMap<>();
  private final Map<String, Work> work = new ConcurrentSkipListMap<>();
  private final Broadcast broadcast;
  private long snapshots;

  Chronicle(String engine, StepJournal.Known known) {
    this.engine = engine;
    incidents = new IncidentFold(known.lastEvent(), known.lastIncident(), known.open());
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
                known.recent(),
                incidents.open(),
                List.of(),
                List.of()));
  }

  Broadcast broadcast() {
    return broadcast;
  }

  IncidentFold.Folded take(EngineState before, Event event, Step step, long wallMillis) {
    var folded = incidents.step(before, event, step, wallMillis);
    for (var line : folded.lines()) keep(line);
    return folded;
  }

  /// What an agent wrote down by itself, as lines of ours.
  List<EventLine> take(String host, List<AgentEvent> events, long atNanos) {
    var lines = new ArrayList<EventLine>();
    for (var event : events) {
      var line =
          new EventLine(
              incidents.nextEvent(),
              event.wallMillis(),
              atNanos,
              event.id().equals(DOCUMENT_LOST) ? Severity.WARNING : Severity.INFO,
              "agent." + event.id(),
              "host " + host,
              event.text(),
              "",
              0);
      lines.add(line);
      keep(line);
    }
    return lines;
  }

  private void keep(EventLine line) {
    // One that turned out to belong to an incident comes again, with its old number.
    recent.removeIf(old -> old.number() == line.number());
    recent.addLast(line);
    if (recent.size() > RECENT_MAX) recent.removeFirst();
  }

  void work(Work one) {
    work.put(one.id(), one);
  }

  /// How far something is, as an agent tells.
  void progressed(HostTopic.Progress said) {
    if (progress.size() < PROGRESS_MAX || progress.containsKey(said.job())) {
      progress.put(said.job(), said);
    }
  }

  private List<Work> underWay(EngineState state) {
    var all = MigrationWork.of(state, progress);
    progress.keySet().retainAll(all.stream().map(Work::id).toList());
    all.addAll(work.values());
    return all;
  }

  void workEnded(String id) {
    work.remove(id);
  }

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
            incidents.open(),
            underWay(state),
            complaints));
  }

  @Override
  public void close() {
    broadcast.close();
  }
}
