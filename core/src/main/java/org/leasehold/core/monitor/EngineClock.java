package org.leasehold.core.monitor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/// Engine time (S20): nanoseconds since the engine's start that never run backwards and go on while
/// the machine sleeps. Monotonic time gives the steps, a clock that counts sleep gives the jumps.
public final class EngineClock {
  /// `/proc/uptime` has steps of 10 ms; two clocks read one after the other differ by less than
  /// this unless the machine slept.
  private static final long SLEPT_MILLIS_MIN = 500;

  /// The clock could not be read this time.
  private static final long UNKNOWN = Long.MIN_VALUE;

  private static final Path UPTIME = Path.of("/proc/uptime");

  private final LongSupplier monotonicNanos;
  private final LongSupplier sleepCountingMillis;
  private final long originNanos;
  private long driftMillis;
  private final AtomicLong sleptNanos = new AtomicLong();

  /// @param monotonicNanos stands still while the machine sleeps
  /// @param sleepCountingMillis goes on; `Long.MIN_VALUE` where it cannot be read
  public EngineClock(LongSupplier monotonicNanos, LongSupplier sleepCountingMillis) {
    this.monotonicNanos = monotonicNanos;
    this.sleepCountingMillis = sleepCountingMillis;
    originNanos = monotonicNanos.getAsLong();
    driftMillis = drift();
  }

  /// Of this machine: the kernel's boot clock where there is one, else the wall clock, where a step
  /// forward looks like sleep and only makes the engine look again.
  public static EngineClock ofThisMachine() {
    return new EngineClock(
        System::nanoTime,
        Files.isReadable(UPTIME) ? EngineClock::uptimeMillis : System::currentTimeMillis);
  }

  public long nanos() {
    return monotonicNanos.getAsLong() - originNanos + sleptNanos.get();
  }

  /// How long the machine slept since this was last asked, in milliseconds; added to the time. By
  /// one thread only.
  long sleptMillis() {
    long drift = drift();
    if (drift == UNKNOWN) return 0;
    long grown = drift - driftMillis;
    if (grown < SLEPT_MILLIS_MIN) {
      if (grown < 0) driftMillis = drift;
      return 0;
    }
    driftMillis = drift;
    sleptNanos.addAndGet(grown * 1_000_000);
    return grown;
  }

  private long drift() {
    long millis = sleepCountingMillis.getAsLong();
    return millis == UNKNOWN ? UNKNOWN : millis - monotonicNanos.getAsLong() / 1_000_000;
  }

  /// @see "proc_uptime(5)"
  private static long uptimeMillis() {
    try {
      var text = Files.readString(UPTIME);
      return Math.round(Double.parseDouble(text.substring(0, text.indexOf(' '))) * 1000);
    } catch (IOException | RuntimeException _) {
      return UNKNOWN; // no jump is seen now; the loop's own gaps still are
    }
  }
}
