package org.leasehold.agent.report;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.model.HostLoad;

/// The load of this host, as the kernel shows it.
///
/// @param loadavg `/proc/loadavg`
public record KernelLoad(Path loadavg) implements ReportSource.Loads {
  public static final KernelLoad KERNEL = new KernelLoad(Path.of("/proc/loadavg"));

  private static final BigDecimal MAX = BigDecimal.valueOf(1_000_000);

  @Override
  public @Nullable HostLoad load() {
    try {
      var text = Files.readString(loadavg);
      int space = text.indexOf(' ');
      if (space < 1) return null;
      var average = new BigDecimal(text.substring(0, space));
      if (average.signum() < 0 || average.compareTo(MAX) > 0) return null;
      return new HostLoad(average.movePointRight(2).intValue());
    } catch (IOException | NumberFormatException _) {
      return null; // shown as not known; nothing is decided by it
    }
  }
}
