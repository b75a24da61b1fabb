package org.leasehold.core.sim;

import java.util.ArrayDeque;

/// The way from one host to one store: I/O with delay, loss and hang.
///
/// What is under way when a process dies still lands: the kernel owns it. What is under way when
/// the host loses power does not.
final class SimPath {
  private static final long FAILS_AFTER_NANOS = SimTime.millis(20);

  final SimHost host;
  final SimStore store;
  private final SeededRandom chance;
  private final ArrayDeque<Io> waiting = new ArrayDeque<>();
  private PathState state = PathState.GOOD;
  private long slowNanos = SimTime.seconds(3);

  private record Io(Runnable effect, Runnable done, Runnable failed) {}

  SimPath(SimHost host, SimStore store, SeededRandom chance) {
    this.host = host;
    this.store = store;
    this.chance = chance;
  }

  PathState state() {
    return state;
  }

  /// What a check takes while the path is slow, on the average.
  long slowMillis() {
    return slowNanos / SimTime.MILLISECOND;
  }

  void change(PathState to, long slowDelayNanos) {
    slowNanos = slowDelayNanos;
    state = to;
    host.queue().changed();
    if (to == PathState.HUNG) return;
    while (!waiting.isEmpty()) {
      var io = waiting.removeFirst();
      if (to == PathState.LOST) host.later(FAILS_AFTER_NANOS, io.failed());
      else submit(io);
    }
  }

  /// @param effect the change on the disk, atomic
  /// @param done told to the process; pass what [Actor#guarded] gave, so that a dead one hears
  ///   nothing
  /// @param failed the same for an I/O error
  void io(Runnable effect, Runnable done, Runnable failed) {
    var io = new Io(effect, done, failed);
    switch (state) {
      case GOOD, SLOW -> submit(io);
      case LOST -> host.later(FAILS_AFTER_NANOS, failed);
      case HUNG -> waiting.addLast(io);
    }
  }

  private void submit(Io io) {
    host.laterUnfrozen(
        delayNanos(),
        () -> {
          if (state == PathState.HUNG) {
            waiting.addLast(io);
          } else if (state == PathState.LOST) {
            io.failed().run();
          } else {
            io.effect().run();
            io.done().run();
          }
        });
  }

  private long delayNanos() {
    return state == PathState.SLOW
        ? slowNanos / 2 + chance.between(0, slowNanos)
        : chance.between(SimTime.millis(1), SimTime.millis(8));
  }

  void powerLost() {
    waiting.clear();
  }
}
