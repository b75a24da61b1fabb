package org.leasehold.core.journal;

import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Handle;

/// What is thrown away, a little at a time, on the writer's thread after a commit.
///
/// @param inputAge inputs of quiet times are kept this long
/// @param incidentInputAge inputs around an incident
/// @param inputBytes all inputs together, the oldest go first
/// @param eventAge events that belong to no incident
/// @param events of those, the newest
/// @param incidents the newest, with their events
record Retention(
    InstantSource clock,
    Duration inputAge,
    Duration incidentInputAge,
    long inputBytes,
    Duration eventAge,
    long events,
    long incidents,
    Progress progress) {
  private static final Duration EVERY = Duration.ofSeconds(30);

  /// Rows of one round: below 10 ms on a slow disk.
  private static final int ROWS_MAX = 2000;

  private static final int PAGES_MAX = 500;

  /// When the last round was.
  static final class Progress {
    private long lastMillis;
  }

  static Retention standard(InstantSource clock) {
    return new Retention(
        clock,
        Duration.ofDays(2),
        Duration.ofDays(30),
        200L << 20,
        Duration.ofDays(400),
        1_000_000,
        10_000,
        new Progress());
  }

  /// At most every 30 seconds; a failure leaves everything as it is.
  void round(Handle db) {
    long now = clock.millis();
    if (now - progress.lastMillis < EVERY.toMillis()) return;
    progress.lastMillis = now;
    db.useTransaction(t -> prune(t, now));
    shrink(db);
  }

  /// The pragma frees one page per row it gives; only an update without a prepared statement takes
  /// them all, and leaves nothing open that would make the next commit fail.
  private static void shrink(Handle db) {
    try (var statement = db.getConnection().createStatement()) {
      statement.executeUpdate("PRAGMA incremental_vacuum(" + PAGES_MAX + ")");
    } catch (SQLException e) {
      throw new ConnectionException(e);
    }
  }

  private void prune(Handle db, long now) {
    inputs(db, now);
    db.execute(
        "DELETE FROM event WHERE number IN (SELECT number FROM (SELECT number, wall_millis FROM event"
            + " WHERE incident = 0 ORDER BY number LIMIT ?)"
            + " WHERE wall_millis < ? OR number <= (SELECT max(number) FROM event) - ?)",
        ROWS_MAX,
        now - eventAge.toMillis(),
        events);
    db.execute(
        "DELETE FROM event WHERE number IN (SELECT number FROM event WHERE incident > 0 AND"
            + " incident <= (SELECT max(number) FROM incident) - ? LIMIT ?)",
        incidents,
        ROWS_MAX);
    db.execute(
        "DELETE FROM incident WHERE number <= (SELECT max(number) FROM incident) - ?", incidents);
  }

  /// The newest segment stays, whatever its age: it is being written.
  private void inputs(Handle db, long now) {
    long newest =
        db.createQuery("SELECT coalesce(max(id), 0) FROM segment").mapTo(Long.class).one();
    db.execute(
        "DELETE FROM segment WHERE id IN (SELECT id FROM segment WHERE id < ? AND"
            + " ((of_incident = 0 AND wall_millis < ?) OR wall_millis < ?) ORDER BY id LIMIT 4)",
        newest,
        now - inputAge.toMillis(),
        now - incidentInputAge.toMillis());
    long bytes =
        db.createQuery(
                "SELECT coalesce((SELECT sum(length(body)) FROM input), 0)"
                    + " + coalesce((SELECT sum(length(state)) FROM segment), 0)")
            .mapTo(Long.class)
            .one();
    if (bytes > inputBytes) {
      db.execute(
          "DELETE FROM segment WHERE id IN (SELECT id FROM segment WHERE id < ?"
              + " ORDER BY of_incident, id LIMIT 4)",
          newest);
    }
  }
}
