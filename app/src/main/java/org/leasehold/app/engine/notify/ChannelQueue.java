package org.leasehold.app.engine.notify;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// What waits for one channel, and the thread that sends it: in order, one at a time, each tried
/// again until it is gone. When too many wait, the oldest goes: the newest says how things stand.
final class ChannelQueue implements AutoCloseable {
  private static final int WAITING_MAX = 500;

  private final Channel channel;
  private final List<Duration> pauses;
  private final LinkedBlockingDeque<Notice> waiting = new LinkedBlockingDeque<>(WAITING_MAX);
  private final AtomicLong dropped = new AtomicLong();
  private final Thread thread;
  private volatile @Nullable String failure;

  /// @param pauses between the tries for one notice; the last one again and again
  ChannelQueue(Channel channel, List<Duration> pauses) {
    this.channel = channel;
    this.pauses = pauses;
    this.thread = Thread.ofVirtual().name("notify " + channel.name()).start(this::run);
  }

  /// Never blocks.
  void offer(Notice notice) {
    if (notice.severity().compareTo(channel.from()) < 0) return;
    while (!waiting.offerLast(notice)) {
      if (waiting.pollFirst() != null) dropped.incrementAndGet();
    }
  }

  /// One sentence, null when all went well.
  @Nullable String complaint() {
    var why = failure;
    long lost = dropped.get();
    if (why == null && lost == 0) return null;
    return "%s: %s%d wait%s"
        .formatted(
            channel.name(),
            why == null ? "" : why + "; ",
            waiting.size(),
            lost == 0 ? "" : ", " + lost + " were dropped");
  }

  private void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) send(waiting.takeFirst());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void send(Notice notice) throws InterruptedException {
    for (int tries = 0; ; tries++) {
      try {
        channel.deliver(notice);
        failure = null;
        return;
      } catch (Channel.NotDelivered e) {
        if (e.isForGood()) {
          failure = "a notice was refused: " + e.getMessage();
          return;
        }
        failure = "cannot be reached: " + e.getMessage() + ", tried again";
      } catch (RuntimeException e) {
        failure = "a notice could not be made: " + e.getClass().getSimpleName();
        return;
      }
      Thread.sleep(pauses.get(Math.min(tries, pauses.size() - 1)));
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
