package org.leasehold.core.monitor;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.leasehold.core.engine.EngineState;
import org.leasehold.core.engine.Event;
import org.leasehold.core.engine.Step;
import org.leasehold.core.model.HostId;

/// Where each step is written down before its commands go out.
public interface StepJournal {
  /// @param event what came in
  /// @param step what it led to
  /// @param lines its log lines, numbered
  /// @param incidents opened, changed or closed by it
  /// @return ends when it is on the disk; fails where it cannot be written
  CompletableFuture<Void> append(
      EngineState before,
      Event event,
      Step step,
      List<EventLine> lines,
      List<Incident> incidents,
      long wallMillis);

  /// Lines of an agent's own journal.
  ///
  /// @param upTo number of the agent's last event among them
  CompletableFuture<Void> told(HostId host, long upTo, List<EventLine> lines);

  /// What was written in runs before.
  Known known();

  /// What does not work and what still does, for people.
  List<String> complaints();

  /// @param lastEvent number of the last event, 0 when there is none
  /// @param lastIncident number of the last incident, 0 when there is none
  /// @param open incidents that had not ended, oldest first
  /// @param recent the newest events, oldest first, at most 200
  /// @param acknowledged number of the last event of each host's agent
  record Known(
      long lastEvent,
      long lastIncident,
      List<Incident> open,
      List<EventLine> recent,
      SortedMap<HostId, Long> acknowledged) {
    public Known {
      open = List.copyOf(open);
      recent = List.copyOf(recent);
      acknowledged = Collections.unmodifiableSortedMap(new TreeMap<>(acknowledged));
    }
  }
}
