package org.leasehold.app.console.incidents;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.console.live.EventRow;
import org.leasehold.app.console.parts.Timeline;
import org.leasehold.app.console.parts.Tone;
import org.leasehold.core.model.VmId;

/// Everything about one incident.
///
/// @param title `kvm2 does not answer`
/// @param when `22 Nov, 14:03:10 to 14:09:20 (6 min 10 s)`
/// @param cause the first thing that was seen, with its arithmetic
/// @param timeline null where nothing but its begin is known
/// @param proofs a card for each VM, by priority
/// @param forecast what the last what-if of its host was, empty when none was made before it
/// @param events its lines, oldest first
public record IncidentPage(
    long number,
    Tone tone,
    String title,
    String when,
    String cause,
    @Nullable Timeline timeline,
    List<Proof> proofs,
    String forecast,
    List<EventRow> events) {
  public IncidentPage {
    proofs = List.copyOf(proofs);
    events = List.copyOf(events);
  }

  /// The proof card of one VM.
  ///
  /// @param headline `runs on kvm3 since 14:05:31, 2:22 after the first missed report`
  /// @param facts in order
  /// @param times predicted, what-if and real, side by side
  public record Proof(
      VmId vm, String name, Tone tone, String headline, List<Fact> facts, List<Time> times) {
    public Proof {
      facts = List.copyOf(facts);
      times = List.copyOf(times);
    }
  }

  /// @param what `Last owner`
  public record Fact(String what, String text) {}

  /// One column of the comparison: when the VM was to run, or did.
  ///
  /// @param what `Predicted`, `What-if`, `Real`
  /// @param after `2:20 to 3:50` after the begin
  /// @param detail clock times, or the host
  public record Time(String what, String after, String detail, Tone tone) {}
}
