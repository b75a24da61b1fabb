package org.leasehold.core.engine;

import java.util.List;
import org.leasehold.core.model.ExitEvidence;
import org.leasehold.core.model.ExitMark;

/// What an end means: wanted, or an error after which an HA VM is started again.
///
/// @see "spec ovirt-ha 1.4: exit reasons 0 to 14"
final class ExitRules {
  /// Ended as the first half of a reboot: it is started again.
  static final int COLD_REBOOT = 13;

  /// It went on elsewhere.
  static final int MIGRATED = 4;

  private ExitRules() {}

  /// @param status wanted or not
  /// @param reason the number of the spec's table
  /// @param text in words, with the raw evidence
  record Verdict(ExitStatus status, int reason, String text) {}

  private record Row(ExitMark mark, ExitStatus status, int reason, String text) {}

  /// The first mark that applies decides; a kill is never taken for a wish.
  private static final List<Row> ROWS =
      List.of(
          new Row(ExitMark.MIGRATED_AWAY, ExitStatus.NORMAL, MIGRATED, "migrated away"),
          new Row(
              ExitMark.MIGRATION_TARGET_FAILED, ExitStatus.ERROR, 8, "migration did not arrive"),
          new Row(ExitMark.POST_COPY_FAILED, ExitStatus.ERROR, 12, "post-copy migration failed"),
          new Row(ExitMark.PAUSED_TOO_LONG, ExitStatus.ERROR, 14, "paused too long and ended"),
          new Row(ExitMark.LEASE_KILL, ExitStatus.ERROR, 2, "lease expired, ended by sanlock"),
          new Row(ExitMark.GUARD_KILL, ExitStatus.ERROR, 2, "ended by the lease guard"),
          new Row(ExitMark.WHILE_STARTING, ExitStatus.NORMAL, 10, "stopped while starting"),
          new Row(ExitMark.START_FAILED, ExitStatus.ERROR, 3, "could not be started"),
          new Row(ExitMark.REQUESTED_STOP, ExitStatus.NORMAL, 6, "stopped on request"),
          new Row(ExitMark.SAVED, ExitStatus.NORMAL, 5, "state saved"),
          new Row(ExitMark.REBOOT, ExitStatus.NORMAL, COLD_REBOOT, "ended for a reboot"),
          new Row(ExitMark.HOST_SHUTDOWN, ExitStatus.ERROR, 11, "ended by its host"),
          new Row(ExitMark.HOST_GOING_DOWN, ExitStatus.ERROR, 11, "its host shuts down"),
          new Row(ExitMark.HOST_REBOOTED, ExitStatus.ERROR, 1, "its host has rebooted"),
          new Row(ExitMark.GUEST_SHUTDOWN, ExitStatus.NORMAL, 7, "shut down by the guest"),
          new Row(ExitMark.DOMAIN_LOST, ExitStatus.ERROR, 9, "libvirt lost it"),
          new Row(ExitMark.QEMU_LOST, ExitStatus.ERROR, 2, "QEMU died"));

  static Verdict classify(ExitEvidence exit) {
    for (var row : ROWS) {
      if (exit.has(row.mark())) {
        return new Verdict(row.status(), row.reason(), row.text() + raw(exit));
      }
    }
    if (exit.signal() != 0) {
      return new Verdict(ExitStatus.ERROR, 2, "QEMU died" + raw(exit));
    }
    return new Verdict(ExitStatus.ERROR, 1, "ended for an unknown reason" + raw(exit));
  }

  private static String raw(ExitEvidence exit) {
    var text = new StringBuilder();
    if (exit.marks().size() > 1) text.append(", marks ").append(exit.marks());
    if (exit.signal() != 0) text.append(", signal ").append(exit.signal());
    if (!exit.text().isEmpty()) text.append(", libvirt: ").append(exit.text());
    return text.toString();
  }
}
