package org.leasehold.app.console.leasemap;

import java.util.List;
import org.leasehold.app.console.parts.Sparkline;
import org.leasehold.app.console.parts.Tone;

/// One host's heartbeat in the lockspace.
///
/// @param hostId sanlock host id
/// @param name for people, or what sanlock wrote
/// @param identity `2 · 7`
/// @param last `3 s ago`, or `left`
/// @param dead when it becomes dead, `14:03:10`; empty when it renews
/// @param deadIn `in 0:48`; empty likewise
/// @param points renewal times of the last hour
/// @param stopped no renewal since the last point
public record HeartbeatRow(
    int hostId,
    String name,
    String identity,
    Tone tone,
    String state,
    String last,
    String dead,
    String deadIn,
    List<Sparkline.Point> points,
    long fromMillis,
    long toMillis,
    boolean stopped) {
  public HeartbeatRow {
    points = List.copyOf(points);
  }
}
