package org.leasehold.core.model;

/// How a VM is kept alive.
public enum HaMode {
  /// Left alone.
  OFF,
  /// No lease: restarted elsewhere only after a typed confirmation; split brain possible.
  CONFIRM,
  /// Starts only with its lease.
  PROTECTED
}
