package org.leasehold.core.sim;

import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.model.ClusterDocument;
import org.leasehold.core.model.Epoch;

/// What an agent keeps on its host's own disk, over its own end and the host's reboots.
final class AgentNotes {
  /// Written down at every acquire: what a later resume must find on disk (S10).
  record Acquired(long generation, long version) {}

  final TreeMap<Integer, Acquired> acquiredByVm = new TreeMap<>();

  /// Counts the agent's starts.
  int instances;

  /// The highest it has seen (S15).
  Epoch epoch = Epoch.NONE;

  @Nullable ClusterDocument document;

  /// The host failed a proven start; until a person checked it (S3).
  boolean unfit;
}
