package org.leasehold.core.monitor;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.engine.Prediction;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.VmId;

/// Everything from the first missed report to the end.
///
/// @param number counts over all runs of the engine, 1 and up
/// @param title `kvm2 does not answer`, `web ended on kvm1`
/// @param host the host it is about, null when it is about one VM
/// @param openedMillis wall clock
/// @param closedMillis wall clock, 0 while it is open
/// @param vms the VMs concerned, by priority
/// @param timeline its events, oldest first
public record Incident(
    long number,
    String title,
    @Nullable HostId host,
    long openedMillis,
    long closedMillis,
    List<VmCase> vms,
    List<EventLine> timeline) {
  public Incident {
    vms = List.copyOf(vms);
    timeline = List.copyOf(timeline);
  }

  public boolean isOpen() {
    return closedMillis == 0;
  }

  /// What happened to one VM: the proof card.
  ///
  /// @param vm which
  /// @param name for people
  /// @param from the host it ran on, null when unknown
  /// @param to the host it was started on, null when it was not
  /// @param owner last owner and generation with its last renewal, in words; empty when not known
  /// @param evidence why the start was allowed, with the arithmetic; empty when it was not
  /// @param prediction the bound last printed, null when none was
  /// @param earliestMillis wall clock of `prediction`, 0 when none
  /// @param latestMillis wall clock of `prediction`, 0 when none
  /// @param askedMillis wall clock of the start command, 0 when none
  /// @param runningMillis wall clock of "running", 0 when it does not
  /// @param failed the first failed condition where it was not started, empty when it was
  public record VmCase(
      VmId vm,
      String name,
      @Nullable HostId from,
      @Nullable HostId to,
      String owner,
      String evidence,
      @Nullable Prediction prediction,
      long earliestMillis,
      long latestMillis,
      long askedMillis,
      long runningMillis,
      String failed) {}
}
