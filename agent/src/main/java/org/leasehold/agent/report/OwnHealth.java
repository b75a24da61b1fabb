package org.leasehold.agent.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.leasehold.core.protocol.HostTopic.Health;

/// The agent's own health as it goes into each report.
public final class OwnHealth {
  private final long startNanos = System.nanoTime();
  private final IntSupplier callsUnderWay;
  private final LongSupplier eventsWaiting;
  private final List<ReportSource.Complaints> complaints = new CopyOnWriteArrayList<>();

  public OwnHealth(IntSupplier callsUnderWay, LongSupplier eventsWaiting) {
    this.callsUnderWay = callsUnderWay;
    this.eventsWaiting = eventsWaiting;
  }

  public OwnHealth complaints(ReportSource.Complaints source) {
    complaints.add(source);
    return this;
  }

  Health now() {
    var all = new ArrayList<String>();
    for (var source : complaints) all.addAll(source.complaints());
    return new Health(
        (System.nanoTime() - startNanos) / 1_000_000_000,
        residentKiB(),
        callsUnderWay.getAsInt(),
        eventsWaiting.getAsLong(),
        all);
  }

  /// 0 where the kernel does not tell.
  ///
  /// @see "proc_pid_statm(5): the second number, in pages of 4 KiB"
  private static long residentKiB() {
    try {
      var numbers = Files.readString(Path.of("/proc/self/statm")).split(" ", -1);
      return Long.parseLong(numbers[1]) * 4;
    } catch (IOException _) {
      return 0;
    }
  }
}
