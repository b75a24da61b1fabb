package org.leasehold.core.sanlock;

import org.leasehold.core.model.LockspaceName;

/// A lockspace and where its first delta lease is.
public record LockspaceAt(LockspaceName name, LeasePlace place) {
  @Override
  public String toString() {
    return "lockspace " + name + " at " + place;
  }
}
