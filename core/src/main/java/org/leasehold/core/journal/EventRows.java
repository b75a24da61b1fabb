package org.leasehold.core.journal;

import java.util.List;
import org.jdbi.v3.core.Handle;
import org.leasehold.core.monitor.EventLine;
import org.leasehold.core.monitor.Incident;
import org.leasehold.core.protocol.Wire;

/// Writes events and incidents; both again where they have changed.
final class EventRows {
  private static final String LINE =
      "INSERT INTO event(number, run, by_step, wall_millis, at_nanos, severity, id, subject, what,"
          + " because, incident) VALUES (:number, :run, :byStep, :wallMillis, :atNanos, :severity,"
          + " :id, :subject, :what, :because, :incident)"
          + " ON CONFLICT(number) DO UPDATE SET incident = excluded.incident";

  private EventRows() {}

  /// @param byStep whether the engine said it, so that a replay must say it again
  static void lines(Handle db, long run, boolean byStep, List<EventLine> lines) {
    if (lines.isEmpty()) return;
    var batch = db.prepareBatch(LINE);
    for (var line : lines) {
      batch.bindMethods(line).bind("run", run).bind("byStep", byStep ? 1 : 0).add();
    }
    batch.execute();
  }

  static void incidents(Handle db, long run, List<Incident> incidents) {
    for (var incident : incidents) {
      var host = incident.host();
      db.execute(
          "INSERT OR REPLACE INTO incident(number, run, title, host, opened_millis, closed_millis,"
              + " vms) VALUES (?, ?, ?, ?, ?, ?, ?)",
          incident.number(),
          run,
          incident.title(),
          host == null ? null : host.value(),
          incident.openedMillis(),
          incident.closedMillis(),
          Wire.GSON.toJson(incident.vms()));
    }
  }
}
