package org.leasehold.core.monitor;

import org.leasehold.core.link.Dial;
import org.leasehold.core.model.HostEntry;

/// The way to a host's agent: SSH in earnest, pipes in tests.
@FunctionalInterface
public interface Dialer {
  /// @param command what the forced command is asked for, such as `attach`
  Dial to(HostEntry host, String command);
}
