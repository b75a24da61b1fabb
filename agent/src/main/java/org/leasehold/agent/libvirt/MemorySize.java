package org.leasehold.agent.libvirt;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.w3c.dom.Element;

/// A size of memory in a definition, in whatever unit it was written; libvirt itself writes KiB.
///
/// @see "libvirt formatdomain, memory allocation"
final class MemorySize {
  private static final Map<String, Long> UNIT_BYTES =
      Map.ofEntries(
          Map.entry("b", 1L),
          Map.entry("bytes", 1L),
          Map.entry("kb", 1_000L),
          Map.entry("k", 1L << 10),
          Map.entry("kib", 1L << 10),
          Map.entry("mb", 1_000_000L),
          Map.entry("m", 1L << 20),
          Map.entry("mib", 1L << 20),
          Map.entry("gb", 1_000_000_000L),
          Map.entry("g", 1L << 30),
          Map.entry("gib", 1L << 30),
          Map.entry("tb", 1_000_000_000_000L),
          Map.entry("t", 1L << 40),
          Map.entry("tib", 1L << 40));

  private MemorySize() {}

  /// Rounded up to KiB, as libvirt does; empty where it is none that libvirt would take.
  static Optional<String> of(Element element) {
    var unit = element.getAttribute("unit").toLowerCase(Locale.ROOT);
    var unitBytes = unit.isEmpty() ? Long.valueOf(1L << 10) : UNIT_BYTES.get(unit);
    if (unitBytes == null) return Optional.empty();
    try {
      long bytes = Math.multiplyExact(Long.parseLong(element.getTextContent().strip()), unitBytes);
      return Optional.of(Math.ceilDiv(bytes, 1L << 10) + " KiB");
    } catch (NumberFormatException | ArithmeticException e) {
      return Optional.empty();
    }
  }
}
