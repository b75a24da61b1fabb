package org.leasehold.app.console.live;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.VmId;

/// What the simulator said would happen when a plug is pulled. Times are milliseconds after the
/// pull; below 0 where that never came.
///
/// @param plug what was pulled, for people: `kvm2 loses power`
/// @param hosts the hosts it touched; none for a store
/// @param madeMillis wall clock of the cluster it was made of
/// @param detectedMillis the first missed report, or whatever was seen first
/// @param givenUpMillis the host counts as not responding
/// @param lengthMillis how much was simulated
/// @param vms by priority
/// @param story the engine's lines
/// @param notes what was assumed, and what could not be copied
/// @param broken safety rules broken: none, ever
public record Forecast(
    String plug,
    List<HostId> hosts,
    long madeMillis,
    long detectedMillis,
    long givenUpMillis,
    long lengthMillis,
    List<OfVm> vms,
    List<Line> story,
    String fix,
    List<String> notes,
    List<String> broken) {
  public Forecast {
    hosts = List.copyOf(hosts);
    vms = List.copyOf(vms);
    story = List.copyOf(story);
    notes = List.copyOf(notes);
    broken = List.copyOf(broken);
  }

  /// What becomes of a VM.
  public enum Fate {
    /// Runs again, on another host or on its own.
    RESTARTED,
    /// Never stopped.
    UNTOUCHED,
    /// No lease: a person must say that its host was rebooted.
    WAITS_FOR_WORD,
    /// HA is off for it: nobody starts it elsewhere.
    LEFT_DOWN,
    /// It could run nowhere until the end.
    LOST
  }

  /// One VM.
  ///
  /// @param from name of its host, empty when it ran nowhere
  /// @param to name of the host it runs on at the end, empty when nowhere
  /// @param endedMillis its copy stopped running, to the second
  /// @param earliestMillis its lease can be taken, by the engine's prediction
  /// @param latestMillis the same, the latest
  /// @param startMillis its start was asked for
  /// @param runningMillis it runs again
  /// @param why the engine's words about it at the end
  public record OfVm(
      VmId vm,
      String name,
      String from,
      String to,
      Fate fate,
      long endedMillis,
      long earliestMillis,
      long latestMillis,
      long startMillis,
      long runningMillis,
      String why) {}

  /// One line of the engine.
  public record Line(long atMillis, String subject, String what, String because) {}

  /// @return null where it says nothing of that VM
  public @Nullable OfVm of(VmId vm) {
    for (var one : vms) if (one.vm().equals(vm)) return one;
    return null;
  }
}
