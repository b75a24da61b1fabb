package org.leasehold.core.journal;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.engine.Severity;
import org.leasehold.core.monitor.EventLine;

/// A process that writes to a journal as fast as it can, says each number that is safe, and waits
/// to be killed.
final class KilledWriter {
  private static final String STUFF = "x".repeat(300);

  /// What is on its way to the disk at most.
  private static final Semaphore WAITING = new Semaphore(2000);

  private KilledWriter() {}

  public static void main(String[] arguments) throws Exception {
    var journal = Journal.open(Path.of(arguments[0]), "test", InstantSource.system());
    long number = journal.recovered().lastEvent();
    while (true) {
      long next = ++number;
      var line =
          new EventLine(
              next, System.currentTimeMillis(), next, Severity.INFO, "t", "engine", "w", STUFF, 0);
      WAITING.acquire();
      var _ =
          journal
              .append(new Entry.Told(null, 0, List.of(line)))
              .whenComplete((_, failure) -> say(next, failure));
    }
  }

  private static void say(long number, @Nullable Throwable failure) {
    WAITING.release();
    if (failure != null) return;
    synchronized (WAITING) {
      System.out.println(number);
    }
  }
}
