package org.leasehold.agent.claim;

import java.time.Duration;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.protocol.CallException;

/// Takes the engine lease into a process of its own.
public interface ClaimHolder {
  /// @throws CallException LEASE_HELD, NOT_JOINED, …; then nothing is held
  Held take(LockspaceName home, Duration atMost) throws CallException, InterruptedException;

  /// A lease held until it is closed or its process ends.
  interface Held extends AutoCloseable {
    boolean isAlive();

    void onEnd(Runnable action);

    @Override
    void close();
  }
}
