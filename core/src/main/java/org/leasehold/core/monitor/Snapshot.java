package org.leasehold.core.monitor;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.leasehold.core.engine.EngineState;
import org.leasehold.core.model.HostId;

/// All there is to show at one moment.
///
/// @param number counts the snapshots of this engine's run
/// @param engine name of the engine, for people: "desk1, started 10:32"
/// @param acting who acts, as far as this engine knows: its own name, what a host said of another
///   one, or empty
/// @param state what the engine knows and intends
/// @param wallMillis wall clock at `state.nowNanos()`, for people only
/// @param links how the connection to each host stands, by host id
/// @param recent the newest events, oldest first, at most 200
/// @param open incidents that have not ended, newest first
/// @param work operations under way
/// @param complaints what of the engine itself does not work (journal, notifications) and what
///   still does, for people
public record Snapshot(
    long number,
    String engine,
    String acting,
    EngineState state,
    long wallMillis,
    SortedMap<HostId, LinkView> links,
    List<EventLine> recent,
    List<Incident> open,
    List<Work> work,
    List<String> complaints) {
  public Snapshot {
    links = Collections.unmodifiableSortedMap(new TreeMap<>(links));
    recent = List.copyOf(recent);
    open = List.copyOf(open);
    work = List.copyOf(work);
    complaints = List.copyOf(complaints);
  }

  /// Engine time as wall clock, in milliseconds since 1970.
  public long wallMillis(long engineNanos) {
    return wallMillis + Math.floorDiv(engineNanos - state.nowNanos(), 1_000_000L);
  }
}
