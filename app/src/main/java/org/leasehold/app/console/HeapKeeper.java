package org.leasehold.app.console;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Keeps the heap near what is really in use. The serial collector lets the old generation grow to
/// its limit before it looks for garbage there, and the limit is set for the largest clusters; so a
/// window that shows a small one would take all of it within an hour.
///
/// A whole collection takes 30 ms for the demo cluster, 150 ms with 5,000 VMs, and comes only when
/// a sixteenth of what was left by the last one, and [#SLACK_BYTES], have been filled.
final class HeapKeeper {
  private static final long SLACK_BYTES = 8L << 20;
  private static final long LOOK_SECONDS = 1;

  /// A collection stops the window, so at most a fortieth of the time goes into them: with 5,000
  /// VMs one in 6 s.
  private static final long SHARE = 40;

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().name("heap keeper").daemon().unstarted(task));
  private long leftBytes;
  private long notBeforeNanos = System.nanoTime();

  void begin() {
    var _ = thread.scheduleWithFixedDelay(this::look, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
  }

  void end() {
    thread.shutdownNow();
  }

  private void look() {
    if (usedBytes() < leftBytes + leftBytes / 16 + SLACK_BYTES) return;
    long begin = System.nanoTime();
    if (begin - notBeforeNanos < 0) return;
    System.gc();
    long end = System.nanoTime();
    notBeforeNanos = end + SHARE * (end - begin);
    leftBytes = usedBytes();
  }

  private static long usedBytes() {
    var runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
