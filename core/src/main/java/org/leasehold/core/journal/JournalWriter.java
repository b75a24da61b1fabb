package org.leasehold.core.journal;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.journal.JournalException.Kind;

/// The one thread that writes. It takes what waits, at most [#GROUP_MAX] entries, writes it in one
/// transaction, and only then tells those who wait.
final class JournalWriter implements Runnable {
  static final int QUEUE_MAX = 10_000;
  private static final int GROUP_MAX = 1000;

  /// Entries nobody waits for are written this long after the first of them.
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /// Lines of entries that could not be written are kept for a better time.
  private static final int OWED_MAX = 10_000;

  private final ArrayBlockingQueue<Waiting> queue = new ArrayBlockingQueue<>(QUEUE_MAX);
  private final Handle db;
  private final long run;
  private final KnownRows known = new KnownRows();
  private final InputRows inputs;
  private final Retention retention;
  private final Consumer<@Nullable String> complain;
  private final Deque<Entry> owed = new ArrayDeque<>();
  private boolean restored;
  private volatile boolean ended;

  private record Waiting(@Nullable Entry entry, CompletableFuture<Void> done) {}

  /// @param restored the memory of this journal came from a backup, until every host has spoken
  /// @param complain told a sentence when writing fails, null when it works again
  JournalWriter(
      Handle db,
      long run,
      boolean restored,
      InputRows inputs,
      Retention retention,
      Consumer<@Nullable String> complain) {
    this.db = db;
    this.run = run;
    this.restored = restored;
    this.inputs = inputs;
    this.retention = retention;
    this.complain = complain;
  }

  /// Never blocks.
  CompletableFuture<Void> offer(Entry entry) {
    var waiting = new Waiting(entry, new CompletableFuture<>());
    if (!queue.offer(waiting)) {
      waiting.done.completeExceptionally(
          new JournalException(
              Kind.UNUSABLE,
              "the journal's disk is too slow: %d entries wait".formatted(QUEUE_MAX),
              null));
    }
    if (ended) failRest();
    return waiting.done;
  }

  /// Lets the thread end once everything before this is written.
  boolean end(Duration limit) throws InterruptedException {
    return queue.offer(
        new Waiting(null, new CompletableFuture<>()), limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void run() {
    try {
      boolean goesOn = true;
      while (goesOn) goesOn = round();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      db.close();
      ended = true;
      failRest();
    }
  }

  private void failRest() {
    var left = new ArrayList<Waiting>();
    queue.drainTo(left);
    fail(left, new JournalException(Kind.UNUSABLE, "the journal is closed", null));
  }

  private boolean round() throws InterruptedException {
    var group = new ArrayList<Waiting>();
    var first = queue.take();
    group.add(first);
    queue.drainTo(group, GROUP_MAX - 1);
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (group.size() < GROUP_MAX && group.stream().allMatch(JournalWriter::canWait)) {
      var next = queue.poll(until - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (next == null) break;
      group.add(next);
    }
    boolean last = group.stream().anyMatch(w -> w.entry == null);
    group.removeIf(w -> w.entry == null);
    if (!group.isEmpty() && write(group)) prune();
    return !last;
  }

  private static boolean canWait(Waiting waiting) {
    return waiting.entry != null && waiting.entry.canWait();
  }

  /// Nobody waits for this.
  private void prune() {
    try {
      retention.round(db);
    } catch (JdbiException e) {
      undo();
      complain.accept("old entries of the journal cannot be removed: " + e.getMessage());
    }
  }

  /// @return whether it is safe now
  private boolean write(List<Waiting> group) {
    var steps = new ArrayList<Entry.Stepped>();
    for (var waiting : group) if (waiting.entry instanceof Entry.Stepped s) steps.add(s);
    try {
      db.begin();
      for (var debt : owed) entry(debt);
      for (var waiting : group) if (waiting.entry != null) entry(waiting.entry);
      inputs.write(db, steps);
      KnownRows.Next next = null;
      if (!steps.isEmpty()) {
        var newest = steps.getLast();
        var state = newest.step().next();
        // Before it has a document an engine knows nothing, and must not write that down.
        if (state.document() != null) next = known.write(db, state, newest.wallMillis());
        allHaveSpoken(newest);
      }
      db.commit();
      owed.clear();
      if (next != null) known.become(next);
      complain.accept(null);
      for (var waiting : group) waiting.done.complete(null);
      return true;
    } catch (JdbiException | IllegalStateException e) {
      inputs.abandon(steps);
      undo();
      for (var waiting : group) if (waiting.entry != null) owe(waiting.entry);
      var failure = failure(e);
      complain.accept(failure.getMessage());
      fail(group, failure);
      return false;
    }
  }

  private void entry(Entry entry) {
    switch (entry) {
      case Entry.Stepped step -> {
        EventRows.lines(db, run, true, step.lines());
        EventRows.incidents(db, run, step.incidents());
      }
      case Entry.Told told -> {
        EventRows.lines(db, run, false, told.lines());
        var host = told.host();
        if (host != null) {
          db.execute(
              "INSERT INTO acknowledged(host, number) VALUES (?, ?)"
                  + " ON CONFLICT(host) DO UPDATE SET number = max(number, excluded.number)",
              host.value(),
              told.upTo());
        }
      }
    }
  }

  /// From then on nothing rests on the old memory any more.
  private void allHaveSpoken(Entry.Stepped newest) {
    if (!restored) return;
    for (var host : newest.step().next().hosts().values()) if (host.report() == null) return;
    KnownRows.fact(db, "restored", "false");
    restored = false;
  }

  private void owe(Entry entry) {
    if (entry.lines().isEmpty()
        && !(entry instanceof Entry.Stepped s && !s.incidents().isEmpty())) {
      return;
    }
    if (owed.size() == OWED_MAX) owed.removeFirst();
    owed.addLast(entry);
  }

  /// On all levels: after a failed commit neither the library nor the driver knows that SQLite's
  /// transaction is still open.
  private void undo() {
    try {
      db.rollback();
    } catch (JdbiException e) {
      // Next.
    }
    try (var statement = db.getConnection().createStatement()) {
      statement.executeUpdate("ROLLBACK");
    } catch (SQLException e) {
      // No transaction is open: SQLite has rolled back by itself, as it does for a full disk.
    }
    try {
      db.getConnection().setAutoCommit(true);
    } catch (SQLException e) {
      // There is nothing to commit any more, and the flag is set.
    }
  }

  private static JournalException failure(Exception e) {
    var cause = e.getCause() == null ? e : e.getCause();
    return new JournalException(
        Kind.UNUSABLE,
        ("the journal cannot be written: %s; the engine goes on watching and starts VMs that their"
                + " lease protects, and does nothing else until this is mended")
            .formatted(cause.getMessage()),
        e);
  }

  private static void fail(List<Waiting> group, JournalException why) {
    for (var waiting : group) waiting.done.completeExceptionally(why);
  }
}
