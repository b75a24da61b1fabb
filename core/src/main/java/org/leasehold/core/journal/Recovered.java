package org.leasehold.core.journal;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.engine.Command;
import org.leasehold.core.engine.Memory;
import org.leasehold.core.model.ClusterDocument;
import org.leasehold.core.model.HostId;
import org.leasehold.core.monitor.EventLine;
import org.leasehold.core.monitor.Incident;

/// What a journal knew when it was opened.
///
/// @param run number of the run that begins, 1 and up
/// @param document the newest kept, null when none was
/// @param memory for [org.leasehold.core.engine.Event.Started]
/// @param lastEvent number of the last event kept, 0 when none
/// @param lastIncident number of the last incident kept, 0 when none
/// @param open incidents that had not ended, oldest first
/// @param deadlines commands whose outcome was not known
/// @param acknowledged by host: number of the last event of its agent that is kept
/// @param recent the newest events, oldest first, at most 200
/// @param notes what people must know of the journal itself: one sentence each
public record Recovered(
    long run,
    @Nullable ClusterDocument document,
    Memory memory,
    long lastEvent,
    long lastIncident,
    List<Incident> open,
    List<Deadline> deadlines,
    SortedMap<HostId, Long> acknowledged,
    List<EventLine> recent,
    List<String> notes) {
  public Recovered {
    open = List.copyOf(open);
    deadlines = List.copyOf(deadlines);
    acknowledged = Collections.unmodifiableSortedMap(new TreeMap<>(acknowledged));
    recent = List.copyOf(recent);
    notes = List.copyOf(notes);
  }

  /// A command that was under way.
  ///
  /// @param giveUpWallMillis when its outcome would have been given up, wall clock
  public record Deadline(long giveUpWallMillis, Command command) {}
}
