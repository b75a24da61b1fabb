package org.leasehold.core.monitor;

import org.leasehold.core.engine.Command;
import org.leasehold.core.engine.Outcome;
import org.leasehold.core.model.HostEntry;
import org.leasehold.core.protocol.CallException;

/// How hosts' power is switched; knows the secrets, which are in no document and no log.
@FunctionalInterface
interface PowerDevices {
  /// No host has one.
  PowerDevices NONE =
      (_, _, host) -> new Outcome.Failed("no power device is set up for " + host.name());

  /// @param proxy whose agent speaks to the device
  Outcome fence(Command.PowerFence command, HostLine proxy, HostEntry host) throws CallException;
}
