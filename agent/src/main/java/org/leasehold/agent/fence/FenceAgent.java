package org.leasehold.agent.fence;

import java.util.Map;
import org.leasehold.core.model.FenceAgents;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.ErrorCode;

/// Refuses what is in no list of [FenceAgents], whoever asks.
final class FenceAgent {
  private FenceAgent() {}

  /// @throws CallException INVALID_PARAMS; values are never repeated in the sentence
  static void require(String name, Map<String, String> options) throws CallException {
    var refusal = FenceAgents.refusal(name, options);
    if (refusal != null) throw new CallException(ErrorCode.INVALID_PARAMS, refusal);
  }
}
