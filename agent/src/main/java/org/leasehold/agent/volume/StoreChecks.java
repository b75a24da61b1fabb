package org.leasehold.agent.volume;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.leasehold.agent.report.ReportSource;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.model.StoreReport;
import org.leasehold.core.volume.BlockFileException;

/// Reads a block of every joined volume from time to time: how long it took, and when it last
/// ended. A store that hangs holds one thread, and its report grows old.
public final class StoreChecks implements ReportSource.Stores, AutoCloseable {
  private static final long EVERY_MILLIS = 5000;

  /// Linux's EIO; which error it really was is in the log.
  private static final int EIO = 5;

  private record Result(int errorCode, long atNanos, long delayMillis) {}

  private final WantedLockspaces wanted;
  private final Map<LockspaceName, Result> results = new ConcurrentHashMap<>();
  private final Map<LockspaceName, Thread> running = new ConcurrentHashMap<>();
  private final Thread thread;
  private volatile boolean closed;

  public StoreChecks(WantedLockspaces wanted) {
    this.wanted = wanted;
    thread = Thread.ofPlatform().daemon().name("stores").unstarted(this::run);
  }

  public StoreChecks start() {
    thread.start();
    return this;
  }

  private void run() {
    while (!closed) {
      for (var one : wanted.all()) checkUnlessRunning(one);
      try {
        Thread.sleep(EVERY_MILLIS);
      } catch (InterruptedException _) {
        return;
      }
    }
  }

  private void checkUnlessRunning(WantedLockspaces.Wanted one) {
    var before = running.get(one.lockspace());
    if (before != null && before.isAlive()) return;
    running.put(
        one.lockspace(),
        Thread.ofPlatform()
            .daemon()
            .name("store " + one.lockspace())
            .start(() -> results.put(one.lockspace(), checked(one))));
  }

  private static Result checked(WantedLockspaces.Wanted one) {
    long start = System.nanoTime();
    int code = 0;
    try (var reader = LeaseReader.open(one.volume())) {
      var _ = reader.leader(0);
    } catch (BlockFileException _) {
      code = EIO;
    }
    long end = System.nanoTime();
    return new Result(code, end, (end - start) / 1_000_000);
  }

  @Override
  public List<StoreReport> stores() {
    var reports = new ArrayList<StoreReport>();
    long now = System.nanoTime();
    for (var one : wanted.all()) {
      // One that has not been checked yet is as old as our knowledge of it.
      var result = results.computeIfAbsent(one.lockspace(), _ -> new Result(0, now, 0));
      long ageMillis = (now - result.atNanos()) / 1_000_000;
      reports.add(
          new StoreReport(one.lockspace(), result.errorCode(), ageMillis, result.delayMillis()));
    }
    return reports;
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
