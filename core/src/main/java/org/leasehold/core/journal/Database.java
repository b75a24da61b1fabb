package org.leasehold.core.journal;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationState;
import org.leasehold.core.journal.JournalException.Kind;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/// How SQLite is opened and brought to the present schema.
final class Database {
  private static final int BUSY_MILLIS = 5000;

  /// The write-ahead log is cut back to this after a burst.
  private static final int LOG_BYTES_MAX = 16 << 20;

  /// It tells every step it takes as news; kept here so that the level is kept.
  private static final Logger FLYWAY = Logger.getLogger("org.flywaydb");

  static {
    FLYWAY.setLevel(Level.WARNING);
  }

  private Database() {}

  /// Data are safe at the end of a commit, also when the power goes.
  static SQLiteDataSource forWriting(Path file) {
    var config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.enforceForeignKeys(true);
    config.setBusyTimeout(BUSY_MILLIS);
    config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
    config.setJournalSizeLimit(LOG_BYTES_MAX);
    return source(file, config);
  }

  static SQLiteDataSource forReading(Path file) {
    var config = new SQLiteConfig();
    config.setReadOnly(true);
    config.setBusyTimeout(BUSY_MILLIS);
    return source(file, config);
  }

  private static SQLiteDataSource source(Path file, SQLiteConfig config) {
    var source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + file);
    return source;
  }

  /// Only in a file without tables can this still be chosen; it must come before the log's mode.
  static void allowShrinking(Path file) throws SQLException {
    try (var connection = source(file, new SQLiteConfig()).getConnection();
        var statement = connection.createStatement()) {
      statement.execute("PRAGMA auto_vacuum = INCREMENTAL");
      statement.execute("VACUUM");
    }
  }

  /// @throws SQLException if the file is broken
  static void check(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var result = statement.executeQuery("PRAGMA quick_check(1)")) {
      var said = result.next() ? result.getString(1) : "nothing";
      if (!said.equals("ok")) {
        throw new SQLException("SQLite's quick_check says: " + said.replace('\n', ' '));
      }
    }
  }

  /// @throws JournalException if a newer Leasehold wrote it; nothing is changed then
  static void migrate(Path file) throws JournalException {
    var flyway =
        Flyway.configure(Database.class.getClassLoader())
            .dataSource(forWriting(file))
            .locations("classpath:org/leasehold/core/journal/schema")
            .load();
    refuseNewer(file, flyway);
    flyway.migrate();
  }

  /// @throws JournalException if a newer Leasehold wrote it
  static void refuseNewer(Path file) throws JournalException {
    refuseNewer(
        file,
        Flyway.configure(Database.class.getClassLoader())
            .dataSource(forWriting(file))
            .locations("classpath:org/leasehold/core/journal/schema")
            .load());
  }

  private static void refuseNewer(Path file, Flyway flyway) throws JournalException {
    var newer =
        Arrays.stream(flyway.info().all())
            .filter(
                m ->
                    m.getState() == MigrationState.FUTURE_SUCCESS
                        || m.getState() == MigrationState.FUTURE_FAILED)
            .findFirst();
    if (newer.isPresent()) {
      throw new JournalException(
          Kind.NEWER,
          "%s was written by a newer Leasehold (schema %s); use that one, or move the folder away to begin without history"
              .formatted(file, newer.get().getVersion()),
          null);
    }
  }
}
