package org.leasehold.agent.guard;

import org.jspecify.annotations.Nullable;

/// Asks one source again and again on a thread of its own, so that a source that hangs holds up
/// nobody. The thread may wait for ever; the loop looks at what is there.
///
/// @param <T> what the source answers
final class Probe<T> {
  /// @param value the answer, or the failure in the source's own words
  /// @param number 1, 2, 3 …
  record Answer<T>(T value, long number, long askedAtNanos, long answeredAtNanos) {}

  interface Question<T> {
    /// May take as long as it likes; must not throw.
    T ask();
  }

  private final Question<T> question;
  private final Runnable answered;
  private volatile @Nullable Answer<T> last;
  private volatile long periodMs;
  private volatile boolean over;
  private boolean hurried;

  /// @param answered called on the probe's thread after each answer
  Probe(String name, Question<T> question, long periodMs, Runnable answered) {
    this.question = question;
    this.periodMs = periodMs;
    this.answered = answered;
    Thread.ofPlatform().daemon().name(name).start(this::run);
  }

  private void run() {
    for (long number = 1; !over; number++) {
      long asked = System.nanoTime();
      var value = question.ask();
      last = new Answer<>(value, number, asked, System.nanoTime());
      answered.run();
      pause();
    }
  }

  private synchronized void pause() {
    long until = System.nanoTime() + periodMs * 1_000_000;
    try {
      while (!over && !hurried) {
        long leftMs = (until - System.nanoTime()) / 1_000_000;
        if (leftMs <= 0) break;
        wait(leftMs);
      }
    } catch (InterruptedException e) {
      over = true;
    }
    hurried = false;
  }

  @Nullable Answer<T> last() {
    return last;
  }

  void period(long ms) {
    periodMs = ms;
  }

  /// Asks at once, or once more if it is being asked.
  synchronized void hurry() {
    hurried = true;
    notifyAll();
  }

  synchronized void end() {
    over = true;
    notifyAll();
  }
}
