package org.leasehold.app.console.overview;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.console.parts.Timeline;
import org.leasehold.app.console.parts.Tone;
import org.leasehold.core.model.HostId;

/// One open incident as the Overview shows it.
///
/// @param number of the incident; below 0 where the engine has opened none yet
/// @param host the host it is about, null when it is about VMs alone
/// @param title `kvm2 is silent for 0:41`
/// @param text what is known, in a sentence or two
/// @param hint what to do, or that nothing is to be done
/// @param tone of its frame
/// @param deadline what is waited for, null when nothing is
/// @param timeline null where no time can be told
/// @param confirmable "I rebooted this host" would change something, or say why not
/// @param plan the VMs concerned, by priority
public record IncidentCard(
    long number,
    @Nullable HostId host,
    String title,
    String text,
    String hint,
    Tone tone,
    @Nullable Deadline deadline,
    @Nullable Timeline timeline,
    boolean confirmable,
    List<PlanRow> plan) {
  public IncidentCard {
    plan = List.copyOf(plan);
  }

  /// The same for a host from its first missed report to the end.
  String key() {
    return host == null ? "incident-" + number : "host-" + host;
  }

  /// Of its node and the parts of it. JavaFX keeps for ever which styles fit a node of an id
  /// (`StyleManager.Key`), so no number that goes on counting is in it.
  String id() {
    return host == null ? "other" : "host-" + host;
  }

  /// @param caption what happens then
  /// @param clock `14:03:10`
  /// @param countdown `in 1:36`
  /// @param interval the whole interval, `between 14:03:10 and 14:04:40`
  public record Deadline(String caption, String clock, String countdown, String interval) {}

  /// @param vm its name
  /// @param what `starts on kvm3 between …`, `runs on kvm3 since …`, or why not
  /// @param evidence the engine's own words
  public record PlanRow(String vm, Tone tone, String what, String evidence) {}
}
