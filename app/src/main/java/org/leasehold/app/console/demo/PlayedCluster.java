package org.leasehold.app.console.demo;

import java.util.List;
import org.leasehold.core.engine.Request;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.monitor.Answer;
import org.leasehold.core.monitor.EventLine;
import org.leasehold.core.monitor.Incident;
import org.leasehold.core.monitor.Snapshot;
import org.leasehold.core.volume.VolumeSnapshot;

/// A cluster whose time goes on when told: simulated, or from a story. No threads.
interface PlayedCluster {
  long nowNanos();

  void runTo(long nanos);

  Snapshot snapshot();

  Answer ask(String operator, Request request);

  /// @throws Exception where its volume cannot be read
  VolumeSnapshot volume(LockspaceName domain) throws Exception;

  List<EventLine> eventsAfter(long number, int countMax);

  /// Newest first.
  List<Incident> incidents(int countMax);
}
