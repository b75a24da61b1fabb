package org.leasehold.core.journal;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.engine.EngineState;
import org.leasehold.core.engine.Event;
import org.leasehold.core.monitor.Incident;

/// Writes inputs in segments. Each segment begins with the whole state, or with the beginning of a
/// run, so that any stretch of the past can be replayed without all that was before it.
final class InputRows {
  private static final long SEGMENT_NANOS = 15L * 60 * 1_000_000_000;
  private static final long SEGMENT_BYTES = 4 << 20;

  private final long run;
  private @Nullable Open open;

  /// The segment being written.
  private static final class Open {
    final long id;
    final long sinceNanos;
    final Inputs inputs = new Inputs();
    long bytes;
    EngineState after = EngineState.EMPTY;

    Open(long id, long sinceNanos) {
      this.id = id;
      this.sinceNanos = sinceNanos;
    }
  }

  private final TreeSet<Long> openIncidents = new TreeSet<>();

  private long lastEvent;

  InputRows(long run, long lastEvent, List<Incident> openIncidents) {
    this.run = run;
    this.lastEvent = lastEvent;
    for (var incident : openIncidents) this.openIncidents.add(incident.number());
  }

  /// Within a transaction. After a failed one: [#abandon].
  void write(Handle db, List<Entry.Stepped> steps) {
    var waiting = new ArrayList<Event>();
    for (var step : steps) {
      var now = open;
      if (now == null || !continues(now, step)) {
        if (now != null) flush(db, now, waiting);
        waiting.clear();
        now = begin(db, step);
        open = now;
      }
      waiting.add(step.event());
      now.after = step.step().next();
      heard(step);
      note(db, now, step.incidents());
    }
    if (open != null) flush(db, open, waiting);
  }

  /// The very state this segment ended with, not one that looks like it.
  @SuppressWarnings("ReferenceEquality")
  private static boolean continues(Open open, Entry.Stepped step) {
    return step.before() == open.after
        && open.bytes < SEGMENT_BYTES
        && step.event().atNanos() - open.sinceNanos < SEGMENT_NANOS;
  }

  private static void flush(Handle db, Open segment, List<Event> events) {
    if (events.isEmpty()) return;
    var bytes = segment.inputs.write(events);
    segment.bytes += bytes.length;
    db.execute("INSERT INTO input(segment, body) VALUES (?, ?)", segment.id, bytes);
  }

  private Open begin(Handle db, Entry.Stepped step) {
    var state = step.before();
    byte[] body = state.equals(EngineState.EMPTY) ? null : packed(state);
    db.createUpdate(
            "INSERT INTO segment(run, wall_millis, at_nanos, after_event, of_incident, state)"
                + " VALUES (:run, :wall, :at, :after, :of, :state)")
        .bind("run", run)
        .bind("wall", step.wallMillis())
        .bind("at", step.event().atNanos())
        .bind("after", lastEvent)
        .bind("of", openIncidents.isEmpty() ? 0 : 1)
        .bind("state", body)
        .execute();
    long id = db.createQuery("SELECT last_insert_rowid()").mapTo(Long.class).one();
    return new Open(id, step.event().atNanos());
  }

  private void note(Handle db, Open segment, List<Incident> incidents) {
    if (incidents.isEmpty()) return;
    db.execute("UPDATE segment SET of_incident = 1 WHERE id = ?", segment.id);
    for (var incident : incidents) {
      if (incident.isOpen()) openIncidents.add(incident.number());
      else openIncidents.remove(incident.number());
    }
  }

  /// These were not written; the next stretch begins anew, after their lines.
  void abandon(List<Entry.Stepped> steps) {
    open = null;
    for (var step : steps) heard(step);
  }

  private void heard(Entry.Stepped step) {
    for (var line : step.lines()) lastEvent = Math.max(lastEvent, line.number());
  }

  /// Length, then the deflated JSON.
  static byte[] packed(EngineState state) {
    var json = StateJson.GSON.toJson(state).getBytes(StandardCharsets.UTF_8);
    var small = Inputs.deflated(json, new byte[0]);
    return java.nio.ByteBuffer.allocate(4 + small.length).putInt(json.length).put(small).array();
  }

  static EngineState unpacked(byte @Nullable [] body) {
    if (body == null) return EngineState.EMPTY;
    var in = java.nio.ByteBuffer.wrap(body);
    int length = in.getInt();
    var small = new byte[in.remaining()];
    in.get(small);
    var json = Inputs.inflated(small, length, new byte[0]);
    return StateJson.GSON.fromJson(new String(json, StandardCharsets.UTF_8), EngineState.class);
  }
}
