package org.leasehold.core.monitor;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.leasehold.core.engine.Event;
import org.leasehold.core.engine.Step;

/// Where each step is written down before its commands go out.
public interface StepJournal {
  /// @param event what came in
  /// @param step what it led to
  /// @param lines its log lines, numbered
  /// @return ends when it is on the disk; fails where it cannot be written
  CompletableFuture<Void> append(Event event, Step step, List<EventLine> lines);

  /// Number of the last line of all runs before; 0 when there is none.
  long lastLine();
}
