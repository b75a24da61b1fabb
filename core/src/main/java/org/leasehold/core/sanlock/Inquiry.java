package org.leasehold.core.sanlock;

import java.util.List;

/// What a daemon knows of a process.
public sealed interface Inquiry {
  /// The daemon has no connection of that process: it holds no lease, whatever it thinks.
  record NotRegistered() implements Inquiry {}

  /// The process is registered and holds these leases, perhaps none.
  record Registered(List<HeldLease> leases) implements Inquiry {
    public Registered {
      leases = List.copyOf(leases);
    }
  }
}
