package org.leasehold.agent.volume;

import java.util.Optional;

/// Says why a lockspace must not be joined now: as long as a VM runs here that sanlock does not
/// know, another host may already be starting it, and a join would free its lease at once.
@FunctionalInterface
public interface JoinObstacle {
  /// @return one sentence; empty: may be joined
  Optional<String> now();
}
