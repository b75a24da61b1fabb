package org.leasehold.agent.guard;

import java.util.Map;
import java.util.Optional;
import org.leasehold.core.volume.Leader;

/// What one look at a volume came to.
///
/// @param heartbeat this host's own delta record; empty if it could not be read
/// @param leaders of the leases asked for, by their offset; what could not be read is missing
/// @param trouble empty, or why the look failed
record DiskAnswer(Optional<Leader> heartbeat, Map<Long, Leader> leaders, String trouble) {
  /// This host's generation, while its record says that it is in the lockspace.
  Optional<Long> generation(int hostId) {
    return heartbeat
        .filter(own -> own.ownerId() == hostId && own.timestamp() != 0)
        .map(Leader::ownerGeneration);
  }
}
