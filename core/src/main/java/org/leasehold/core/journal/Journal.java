package org.leasehold.core.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// What an engine writes down before it acts: one SQLite file in a folder of its own.
///
/// One thread writes, in groups; an entry's future completes when it is safe on the disk, also
/// against a loss of power. A journal that cannot be written does not stop the engine: it says so
/// in [#complaints], and the monitor knows what may be done meanwhile. A broken file is moved aside
/// and a new one begun, because every agent keeps the document and the leases know the rest.
public final class Journal implements AutoCloseable {
  private static final Duration CLOSING = Duration.ofSeconds(10);

  private final JournalFolder folder;
  private final JournalReader reader;
  private final Recovered recovered;
  private final JournalWriter writer;
  private final Thread thread;
  private volatile @Nullable String complaint;

  private Journal(
      JournalFolder folder, Handle db, JournalReader reader, Recovered recovered, Retention keep) {
    this.folder = folder;
    this.reader = reader;
    this.recovered = recovered;
    this.writer =
        new JournalWriter(
            db,
            recovered.run(),
            recovered.memory().restored(),
            new InputRows(recovered.run(), recovered.lastEvent(), recovered.open()),
            keep,
            said -> complaint = said);
    // Not a virtual thread: SQLite is native code and would hold its carrier.
    this.thread = Thread.ofPlatform().name("journal").daemon().start(writer);
  }

  /// Opens the journal of a folder, or begins one.
  ///
  /// @param version of the program, for people
  /// @param clock wall clock
  /// @throws JournalException if another engine has it, a newer Leasehold wrote it, or the disk
  ///   does not let us; nothing is changed then
  public static Journal open(Path folder, String version, InstantSource clock)
      throws JournalException {
    return open(folder, version, clock, Retention.standard(clock));
  }

  static Journal open(Path folder, String version, InstantSource clock, Retention keep)
      throws JournalException {
    var taken = JournalFolder.take(folder);
    try {
      return begun(taken, version, clock, keep);
    } catch (JournalException e) {
      taken.close();
      throw e;
    } catch (IOException | SQLException | RuntimeException e) {
      taken.close();
      throw JournalFolder.unusable(folder, e);
    }
  }

  private static Journal begun(
      JournalFolder folder, String version, InstantSource clock, Retention keep)
      throws JournalException, IOException, SQLException {
    var notes = new ArrayList<String>();
    var file = folder.database();
    if (Files.exists(file) && Files.size(file) > 0) {
      var broken = broken(file);
      if (broken != null) {
        var kept = folder.setAside(clock.millis());
        notes.add(
            ("the journal was broken (%s) and is kept as %s; a new one has been begun, history and"
                    + " memory are gone, the agents know the cluster")
                .formatted(broken, kept));
      }
    }
    boolean isNew = !Files.exists(file) || Files.size(file) == 0;
    if (isNew) {
      folder.makeDatabaseFile();
      Database.allowShrinking(file);
    }
    Database.migrate(file);
    var reader = new JournalReader(file);
    var db = Jdbi.create(Database.forWriting(file)).open();
    try {
      boolean restored = !isNew && isRestored(folder, db);
      if (restored) {
        notes.add(
            "the journal's memory is older than the last run (restored from a backup, or the"
                + " computer was set back): VMs without a lease are not restarted by themselves"
                + " until every host has reported");
      }
      long run = beginRun(folder, db, version, clock.millis(), restored);
      var journal = new Journal(folder, db, reader, reader.recovered(run, restored, notes), keep);
      folder.writeRun(run);
      return journal;
    } catch (IOException | JournalException | RuntimeException e) {
      db.close();
      throw e;
    }
  }

  /// @return why the file cannot be used, null when it can
  /// @throws JournalException if a newer Leasehold wrote it
  private static @Nullable String broken(Path file) throws JournalException {
    try (var connection = Database.forWriting(file).getConnection()) {
      Database.check(connection);
    } catch (SQLException e) {
      return e.getMessage();
    }
    try {
      Database.migrate(file);
      return null;
    } catch (FlywayException e) {
      return e.getMessage();
    }
  }

  /// Another file than the one that was written, or an older state of it.
  private static boolean isRestored(JournalFolder folder, Handle db) throws IOException {
    var inode = JournalReader.fact(db, "inode");
    boolean otherFile = !inode.isEmpty() && !inode.equals(folder.inode());
    boolean older = folder.lastRun() > lastRun(db);
    return otherFile || older || JournalReader.fact(db, "restored").equals("true");
  }

  private static long lastRun(Handle db) {
    return JournalReader.number(db, "SELECT coalesce(max(number), 0) FROM run");
  }

  private static long beginRun(
      JournalFolder folder, Handle db, String version, long wallMillis, boolean restored)
      throws IOException {
    long run = Math.max(lastRun(db), folder.lastRun()) + 1;
    var inode = folder.inode();
    db.useTransaction(
        t -> {
          t.execute(
              "INSERT INTO run(number, wall_millis, version) VALUES (?, ?, ?)",
              run,
              wallMillis,
              version);
          KnownRows.fact(t, "inode", inode);
          KnownRows.fact(t, "restored", String.valueOf(restored));
        });
    return run;
  }

  /// What was known when it was opened.
  public Recovered recovered() {
    return recovered;
  }

  /// Writes an entry; never blocks. Entries become safe in the order they came.
  ///
  /// @return completes when it is safe; fails with [JournalException] when it could not be written:
  ///   its lines are then tried again with later entries
  public CompletableFuture<Void> append(Entry entry) {
    return writer.offer(entry);
  }

  /// What does not work and what still does, for people; empty when all is well.
  public List<String> complaints() {
    var now = complaint;
    return now == null ? List.of() : List.of(now);
  }

  public JournalReader reader() {
    return reader;
  }

  /// Writes what waits, for at most ten seconds.
  @Override
  public void close() {
    try {
      if (writer.end(CLOSING)) thread.join(CLOSING);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    folder.close();
  }
}
