package org.leasehold.agent.rpc;

import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.HostTopic;

/// The check of this host: what is missing or dangerous.
public interface CheckCalls {
  HostTopic.Checked check(Call call) throws CallException, InterruptedException;

  default void bind(Handlers handlers) {
    handlers.on(HostTopic.CHECK, (_, call) -> check(call));
  }
}
