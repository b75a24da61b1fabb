package org.leasehold.core.monitor;

import org.leasehold.core.engine.Command;
import org.leasehold.core.engine.Outcome;
import org.leasehold.core.model.HostEntry;

/// How hosts' power is switched; no secret passes through here.
@FunctionalInterface
interface PowerDevices {
  /// Blocks for up to some minutes.
  ///
  /// @param proxy whose agent speaks to the device
  /// @return done only when every device of one group was read back as asked
  Outcome fence(Command.PowerFence command, HostLine proxy, HostEntry host);
}
