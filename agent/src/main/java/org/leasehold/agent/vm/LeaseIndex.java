package org.leasehold.agent.vm;

import org.leasehold.agent.rpc.Call;
import org.leasehold.core.model.LeaseId;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.protocol.CallException;

/// Where hosts find leases, changed under the master lease by a process of its own (S13).
public interface LeaseIndex {
  /// From now on no host finds the lease; whoever holds it goes on.
  void withdraw(LockspaceName lockspace, LeaseId lease, Call call)
      throws CallException, InterruptedException;

  /// It is found again, held or not.
  void reinstate(LockspaceName lockspace, LeaseId lease, Call call)
      throws CallException, InterruptedException;

  /// It is taken by a process of ours, which proves that nobody holds it, and cleared.
  ///
  /// @throws CallException UNKNOWN_NAME where there is none
  void remove(LockspaceName lockspace, LeaseId lease, Call call)
      throws CallException, InterruptedException;
}
