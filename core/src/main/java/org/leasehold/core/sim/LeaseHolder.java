package org.leasehold.core.sim;

import org.leasehold.core.model.ExitMark;

/// A process that holds a lease: a QEMU, or the holder process of the engine's claim.
interface LeaseHolder {
  boolean isAlive();

  /// @param kill SIGKILL; false: SIGTERM
  void signal(boolean kill, ExitMark mark, String because);
}
