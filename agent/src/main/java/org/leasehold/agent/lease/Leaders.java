package org.leasehold.agent.lease;

import org.leasehold.core.sanlock.ResourceAt;

/// Reads leader records from this host's volumes. Never waits longer than a few seconds.
public interface Leaders {
  LeaderRead read(ResourceAt lease);
}
