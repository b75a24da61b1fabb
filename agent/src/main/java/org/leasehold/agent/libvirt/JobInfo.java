package org.leasehold.agent.libvirt;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.util.OptionalInt;
import org.leasehold.agent.vm.HypervisorException;

/// How far a domain's job is.
///
/// @see "libvirt include/libvirt/libvirt-domain.h: virDomainJobInfo: an int, then eleven unsigned
///   long long"
final class JobInfo {
  private static final int BYTES = 96;
  private static final int TYPE_AT = 0;
  private static final int DATA_TOTAL_AT = 24;
  private static final int DATA_PROCESSED_AT = 32;
  private static final int NO_JOB = 0;

  private JobInfo() {}

  /// @return 0..99; empty when there is no job, or it cannot be told yet. What the guest writes
  ///   meanwhile is sent again, so it may stand still or fall.
  static OptionalInt percent(Pointer domain) throws HypervisorException {
    try (var info = new Memory(BYTES)) {
      info.clear();
      if (Virt.virDomainGetJobInfo(domain, info) < 0) throw LibvirtError.last("job of a VM");
      long total = info.getLong(DATA_TOTAL_AT);
      if (info.getInt(TYPE_AT) == NO_JOB || total <= 0) return OptionalInt.empty();
      long processed = info.getLong(DATA_PROCESSED_AT);
      return OptionalInt.of(Math.clamp(processed * 100 / total, 0, 99));
    }
  }
}
