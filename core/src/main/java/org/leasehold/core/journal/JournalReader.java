package org.leasehold.core.journal;

import com.google.gson.reflect.TypeToken;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.engine.Command;
import org.leasehold.core.engine.EngineState;
import org.leasehold.core.engine.Memory;
import org.leasehold.core.journal.JournalException.Kind;
import org.leasehold.core.model.ClusterDocument;
import org.leasehold.core.model.Epoch;
import org.leasehold.core.model.HostId;
import org.leasehold.core.monitor.EventLine;
import org.leasehold.core.monitor.Incident;
import org.leasehold.core.protocol.Wire;

/// Asks a journal, also while an engine writes it; each question on a connection of its own, so
/// that nobody waits for anybody.
public final class JournalReader {
  private static final String LINES =
      "SELECT number, wall_millis, at_nanos, severity, id, subject, what, because, incident"
          + " FROM event ";

  private final Path file;
  private final Jdbi jdbi;

  JournalReader(Path file) {
    this.file = file;
    this.jdbi = Jdbi.create(Database.forReading(file));
    jdbi.registerRowMapper(ConstructorMapper.factory(EventLine.class));
    jdbi.registerRowMapper(ConstructorMapper.factory(IncidentRow.class));
    jdbi.registerRowMapper(ConstructorMapper.factory(Segment.class));
  }

  /// @param folder of an engine's journal
  /// @throws JournalException if there is none, or a newer Leasehold wrote it
  public static JournalReader open(Path folder) throws JournalException {
    var file = folder.resolve("engine.db");
    if (!Files.isReadable(file)) {
      throw new JournalException(
          Kind.UNUSABLE,
          folder + " has no journal that can be read: engine.db is missing or not yours",
          null);
    }
    try {
      Database.refuseNewer(file);
    } catch (RuntimeException e) {
      throw JournalFolder.unusable(folder, e);
    }
    return new JournalReader(file);
  }

  private interface Question<T extends @Nullable Object> {
    T ask(Handle db);
  }

  private <T extends @Nullable Object> T ask(Question<T> question) throws JournalException {
    try {
      return jdbi.withHandle(question::ask);
    } catch (JdbiException e) {
      throw JournalFolder.unusable(file, e);
    }
  }

  /// Oldest first.
  ///
  /// @param after number of the last event seen; 0 for the oldest kept
  /// @param countMax 1..10,000
  public List<EventLine> events(long after, int countMax) throws JournalException {
    return ask(
        db ->
            db.createQuery(LINES + "WHERE number > ? ORDER BY number LIMIT ?")
                .bind(0, after)
                .bind(1, countMax)
                .mapTo(EventLine.class)
                .list());
  }

  /// Newest first, with their timelines.
  ///
  /// @param countMax 1..1,000
  public List<Incident> incidents(int countMax) throws JournalException {
    return ask(db -> incidents(db, "ORDER BY number DESC LIMIT " + countMax));
  }

  /// @return null when there is none of that number
  public @Nullable Incident incident(long number) throws JournalException {
    return ask(
        db -> {
          var found = incidents(db, "WHERE number = " + number);
          return found.isEmpty() ? null : found.getFirst();
        });
  }

  /// A row; the VMs' cases are JSON.
  record IncidentRow(
      long number,
      String title,
      @Nullable Integer host,
      long openedMillis,
      long closedMillis,
      String vms) {}

  private static List<Incident> incidents(Handle db, String which) {
    var rows =
        db.createQuery(
                "SELECT number, title, host, opened_millis, closed_millis, vms FROM incident "
                    + which)
            .mapTo(IncidentRow.class)
            .list();
    return rows.stream().map(row -> incident(db, row)).toList();
  }

  private static Incident incident(Handle db, IncidentRow row) {
    var timeline =
        db.createQuery(LINES + "WHERE incident = ? ORDER BY number")
            .bind(0, row.number)
            .mapTo(EventLine.class)
            .list();
    List<Incident.VmCase> vms =
        Wire.GSON.fromJson(row.vms, new TypeToken<List<Incident.VmCase>>() {});
    return new Incident(
        row.number,
        row.title,
        row.host == null ? null : new HostId(row.host),
        row.openedMillis,
        row.closedMillis,
        vms,
        timeline);
  }

  // What an engine needs at its start.

  Recovered recovered(long run, boolean restored, List<String> notes) throws JournalException {
    return ask(
        db ->
            new Recovered(
                run,
                document(db),
                memory(db, restored),
                number(db, "SELECT coalesce(max(number), 0) FROM event"),
                number(db, "SELECT coalesce(max(number), 0) FROM incident"),
                incidents(db, "WHERE closed_millis = 0 ORDER BY number"),
                deadlines(db),
                acknowledged(db),
                recent(db),
                notes));
  }

  static long number(Handle db, String query) {
    return db.createQuery(query).mapTo(Long.class).one();
  }

  static String fact(Handle db, String name) {
    return db.createQuery("SELECT value FROM fact WHERE name = ?")
        .bind(0, name)
        .mapTo(String.class)
        .findOne()
        .orElse("");
  }

  private static @Nullable ClusterDocument document(Handle db) {
    return db.createQuery(
            "SELECT body FROM document ORDER BY epoch DESC, revision DESC, id DESC LIMIT 1")
        .mapTo(String.class)
        .findOne()
        .map(body -> Wire.GSON.fromJson(body, ClusterDocument.class))
        .orElse(null);
  }

  private static Memory memory(Handle db, boolean restored) {
    var epoch = fact(db, "epoch");
    return new Memory(
        epoch.isEmpty() ? Epoch.NONE : new Epoch(Long.parseLong(epoch)),
        bodies(db, "SELECT body FROM host_memory ORDER BY host", Memory.OfHost.class),
        bodies(db, "SELECT body FROM vm_memory ORDER BY vm", Memory.OfVm.class),
        restored);
  }

  private static <T> List<T> bodies(Handle db, String query, Class<T> type) {
    return db.createQuery(query)
        .mapTo(String.class)
        .map(body -> Wire.GSON.fromJson(body, type))
        .list();
  }

  private static List<Recovered.Deadline> deadlines(Handle db) {
    return db.createQuery("SELECT give_up_wall_millis, body FROM deadline ORDER BY command")
        .map(
            (row, _) ->
                new Recovered.Deadline(
                    row.getLong(1), StateJson.GSON.fromJson(row.getString(2), Command.class)))
        .list();
  }

  private static SortedMap<HostId, Long> acknowledged(Handle db) {
    var map = new TreeMap<HostId, Long>();
    db.createQuery("SELECT host, number FROM acknowledged")
        .map((row, _) -> map.put(new HostId(row.getInt(1)), row.getLong(2)))
        .list();
    return map;
  }

  private static List<EventLine> recent(Handle db) {
    var lines =
        new ArrayList<>(
            db.createQuery(LINES + "ORDER BY number DESC LIMIT 200").mapTo(EventLine.class).list());
    Collections.reverse(lines);
    return lines;
  }

  // What a replay needs.

  /// A stretch of inputs.
  ///
  /// @param afterEvent number of the last event before it
  /// @param version of the program that decided
  record Segment(
      long id, long run, long wallMillis, long atNanos, long afterEvent, String version) {}

  /// All that are kept, oldest first.
  List<Segment> segments() throws JournalException {
    return ask(
        db ->
            db.createQuery(
                    "SELECT s.id, s.run, s.wall_millis, s.at_nanos, s.after_event, r.version"
                        + " FROM segment s JOIN run r ON r.number = s.run ORDER BY s.id")
                .mapTo(Segment.class)
                .list());
  }

  /// What the engine said in a stretch.
  ///
  /// @param upTo number of the last event that may be of it
  List<EventLine> linesOf(Segment segment, long upTo) throws JournalException {
    return ask(
        db ->
            db.createQuery(
                    LINES
                        + "WHERE run = ? AND by_step = 1 AND number > ? AND number <= ?"
                        + " ORDER BY number")
                .bind(0, segment.run)
                .bind(1, segment.afterEvent)
                .bind(2, upTo)
                .mapTo(EventLine.class)
                .list());
  }

  /// What a segment begins with.
  EngineState state(long segment) throws JournalException {
    return ask(
        db ->
            db.createQuery("SELECT state FROM segment WHERE id = ?")
                .bind(0, segment)
                .map((row, _) -> InputRows.unpacked(row.getBytes(1)))
                .one());
  }

  List<byte[]> inputs(long segment) throws JournalException {
    return ask(
        db ->
            db.createQuery("SELECT body FROM input WHERE segment = ? ORDER BY id")
                .bind(0, segment)
                .mapTo(byte[].class)
                .list());
  }
}
