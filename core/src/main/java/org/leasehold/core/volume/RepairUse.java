package org.leasehold.core.volume;

import java.util.Optional;

/// Who is known to use a lease, for a plan. An owner of whom nothing is known may be dead: sanlock
/// decides that when the step is done.
final class RepairUse {
  private RepairUse() {}

  static Optional<String> of(SlotState state) {
    return switch (state) {
      case SlotState.Held held ->
          switch (held.owner().liveness()) {
            case Liveness.Live _, Liveness.Failing _ -> Optional.of(held.owner().life().toString());
            case Liveness.Dead _, Liveness.Unknown _, Liveness.Stale _ -> Optional.empty();
          };
      case SlotState.Shared shared -> Optional.of(shared.owners().getFirst().life().toString());
      case SlotState.Ballot ballot when ballot.abandoned() -> of(ballot.under());
      case SlotState.Ballot ballot -> Optional.of("host " + ballot.by() + ", which is taking it");
      case SlotState.Free _,
          SlotState.Cleared _,
          SlotState.NeverCreated _,
          SlotState.Empty _,
          SlotState.Corrupt _ ->
          Optional.empty();
    };
  }
}
