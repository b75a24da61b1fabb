package org.leasehold.core.sanlock;

import org.leasehold.core.model.LeaseId;
import org.leasehold.core.model.LockspaceName;

/// A lease ("resource" to sanlock), its lockspace, and where its leader record is.
public record ResourceAt(LockspaceName lockspace, LeaseId lease, LeasePlace place) {
  @Override
  public String toString() {
    return "lease " + lease + " of lockspace " + lockspace + " at " + place;
  }
}
