package org.leasehold.agent.vm;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.leasehold.agent.lease.LeaderRead;
import org.leasehold.agent.lease.LeaseProof;
import org.leasehold.core.model.HeldLease;
import org.leasehold.core.model.IoTimeout;
import org.leasehold.core.model.LeaseVersion;
import org.leasehold.core.model.VmId;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.sanlock.DaemonStatus;

/// Which leases the VMs of this host hold, as daemon and disk say, for the reports.
final class LeaseLook {
  private final VmParts parts;
  private final VmTable table;
  private long leadersAtNanos;

  LeaseLook(VmParts parts, VmTable table) {
    this.parts = parts;
    this.table = table;
  }

  /// The daemon's word every second, the disk's every renewal period (S8).
  void look(DaemonStatus status) {
    long period = renewalNanos(status);
    boolean disk = System.nanoTime() - leadersAtNanos >= period;
    if (disk) leadersAtNanos = System.nanoTime();
    for (var record : table.all()) {
      var at = record.leaseAt();
      if (at.isEmpty() || !record.hasProcess()) continue;
      // It takes its lease again at this moment; the proof that follows says what came of it (S3).
      if (record.doing() == VmRecord.Doing.RESUMING) continue;
      // The same, or it gives it up at a person's word.
      if (record.doing() == VmRecord.Doing.REPLUGGING) continue;
      var pid = record.seen().map(VmSeen::pid).orElse(OptionalLong.empty());
      var listed =
          pid.isEmpty()
              ? Optional.<DaemonStatus.Lease>empty()
              : LeaseProof.listed(status, at.get(), pid.getAsLong());
      var before = record.lease();
      var version = version(record.vm, listed);
      boolean ours = before != null && before.leaderIsOurs() && listed.isPresent();
      if (disk || before == null || !version.equals(before.version())) {
        ours = isOurs(parts.desk().leader(at.get()), status, record, version, ours);
      }
      var now = new HeldLease(at.get().lockspace(), version, listed.isPresent(), ours);
      record.lease(now);
      if (!now.equals(before)) parts.reports().vmChanged(record.vm);
    }
  }

  private static boolean isOurs(
      LeaderRead leader,
      DaemonStatus status,
      VmRecord record,
      LeaseVersion version,
      boolean before) {
    var life = record.leaseAt().flatMap(at -> LeaseProof.life(status, at));
    return switch (leader) {
      case LeaderRead.Valid valid ->
          life.isPresent()
              && valid.held()
              && life.get().equals(valid.owner())
              && valid.version().equals(version);
      case LeaderRead.NotThere _ -> false;
      case LeaderRead.Unread _ -> before;
    };
  }

  /// As written down; where nothing is, what the daemon says it acquired.
  private LeaseVersion version(VmId vm, Optional<DaemonStatus.Lease> listed) {
    try {
      var entry = parts.ledger().read(vm);
      if (entry.isPresent() && entry.get().version() != null) return entry.get().version();
    } catch (IOException _) {
      // Unknown, then.
    }
    return new LeaseVersion(listed.map(DaemonStatus.Lease::version).orElse(0L));
  }

  private static long renewalNanos(DaemonStatus status) {
    long seconds =
        status.lockspaces().stream()
            .mapToLong(space -> number(space.details().get("io_timeout")) * 2)
            .filter(it -> it > 0)
            .min()
            .orElse(2L * IoTimeout.DEFAULT.seconds());
    return TimeUnit.SECONDS.toNanos(seconds);
  }

  private static long number(@Nullable String text) {
    try {
      return text == null ? 0 : Long.parseLong(text);
    } catch (NumberFormatException _) {
      return 0;
    }
  }

  /// N of the lockspace of its lease; sanlock's default where it cannot be told.
  long ioTimeoutSeconds(VmRecord record) {
    try {
      var status = parts.desk().status();
      var name = record.leaseAt().map(it -> it.lockspace().text()).orElse("");
      for (var space : status.lockspaces()) {
        long seconds = number(space.details().get("io_timeout"));
        if (space.name().equals(name) && seconds > 0) return seconds;
      }
    } catch (CallException _) {
      // The default is the longer one.
    }
    return IoTimeout.DEFAULT.seconds();
  }
}
