package org.leasehold.agent.report;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.leasehold.core.protocol.HostTopic.Reported;

/// Sends a report every few seconds, and at once when something changed; changes that come together
/// make one report.
public final class ReportLoop implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(ReportLoop.class.getName());

  /// A burst of libvirt events becomes one report.
  private static final Duration GATHER = Duration.ofMillis(20);

  private static final Duration HANGS = Duration.ofSeconds(15);

  private final Reports reports;
  private final Duration every;
  private final Consumer<Reported> send;
  private final Thread thread;
  private boolean changed;
  private volatile boolean closed;
  private volatile long lastNanos = System.nanoTime();

  private ReportLoop(Reports reports, Duration every, Consumer<Reported> send) {
    this.reports = reports;
    this.every = every;
    this.send = send;
    thread = Thread.ofPlatform().daemon().name("reports").unstarted(this::run);
  }

  public static ReportLoop start(Reports reports, Duration every, Consumer<Reported> send) {
    var loop = new ReportLoop(reports, every, send);
    reports.onChange(loop::wake);
    loop.thread.start();
    return loop;
  }

  private synchronized void wake() {
    changed = true;
    notifyAll();
  }

  private void run() {
    try {
      while (!closed) {
        report();
        awaitNext();
      }
    } catch (InterruptedException _) {
      // Closed.
    }
  }

  private void report() {
    try {
      send.accept(reports.make());
      lastNanos = System.nanoTime();
    } catch (RuntimeException e) {
      LOG.log(Level.SEVERE, "a report could not be made", e);
    }
  }

  private void awaitNext() throws InterruptedException {
    long endNanos = System.nanoTime() + every.toNanos();
    synchronized (this) {
      for (long left = every.toMillis(); !changed && left > 0; ) {
        wait(left);
        left = (endNanos - System.nanoTime()) / 1_000_000;
      }
      if (!changed) return;
    }
    Thread.sleep(GATHER);
    synchronized (this) {
      changed = false;
    }
  }

  /// Whether a report was made lately; else something in the agent hangs.
  public boolean isAlive() {
    return System.nanoTime() - lastNanos < every.toNanos() + HANGS.toNanos();
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
