package org.leasehold.agent.rpc;

import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.Change;

/// Lets a changing call through or refuses it (S15).
public interface Gate {
  /// @throws CallException STALE, with the arithmetic; nothing has been changed
  void admit(Change change) throws CallException;
}
