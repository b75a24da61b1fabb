package org.leasehold.core.model;

/// How well a host can keep its promise to stop writing when its lease is lost (S12).
public enum Grade {
  /// A watchdog (hardware or softdog with wdmd) backs sanlock.
  WATCHDOG,
  /// Only the agent's lease guard backs it.
  GUARD_ONLY,
  NOT_PROTECTED
}
