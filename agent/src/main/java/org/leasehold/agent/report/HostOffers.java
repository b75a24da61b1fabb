package org.leasehold.agent.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.leasehold.core.model.Capacity;

/// Memory and processors of this host, as the kernel shows them.
///
/// @param meminfo `/proc/meminfo`
public record HostOffers(Path meminfo) implements ReportSource.Offers {
  /// Kept for the host itself, in MiB.
  static final long OWN_MEMORY_MIB = 1024;

  public static final HostOffers KERNEL = new HostOffers(Path.of("/proc/meminfo"));

  /// Memory 0 where the kernel does not tell: nothing is placed there then.
  @Override
  public Capacity capacity() {
    int processors = Runtime.getRuntime().availableProcessors();
    try (var lines = Files.lines(meminfo)) {
      long totalKiB =
          lines
              .filter(line -> line.startsWith("MemTotal:"))
              .map(line -> line.replaceAll("[^0-9]", ""))
              .mapToLong(Long::parseLong)
              .findFirst()
              .orElse(0);
      long offered = totalKiB / 1024 - OWN_MEMORY_MIB;
      return new Capacity(Math.max(0, offered), processors);
    } catch (IOException _) {
      return new Capacity(0, processors);
    }
  }
}
