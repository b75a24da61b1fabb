package org.leasehold.core.engine;

/// Whether an end was wanted. `UNKNOWN` is also what a restored journal makes of VMs without lease.
public enum ExitStatus {
  NORMAL,
  ERROR,
  UNKNOWN
}
