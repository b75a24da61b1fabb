package org.leasehold.core.monitor;

import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.leasehold.core.engine.EngineState;
import org.leasehold.core.engine.Event;
import org.leasehold.core.engine.Step;
import org.leasehold.core.model.HostId;

/// A journal in memory that can be told to be full, or to hang.
final class MemoryJournal implements StepJournal {
  /// Looked through by tests while the decision thread writes.
  final List<EventLine> lines = new CopyOnWriteArrayList<>();

  volatile boolean full;
  volatile boolean hangs;

  private volatile CompletableFuture<Void> stands = CompletableFuture.completedFuture(null);
  private final CompletableFuture<Void> stood = new CompletableFuture<>();

  /// Makes the decision thread stand still until then; returns once it does.
  void standStill(CompletableFuture<Void> until) {
    stands = until;
    stood.orTimeout(20, TimeUnit.SECONDS).join();
  }

  @Override
  public CompletableFuture<Void> append(
      EngineState before,
      Event event,
      Step step,
      List<EventLine> told,
      List<Incident> incidents,
      long wallMillis) {
    var until = stands;
    if (!until.isDone()) stood.complete(null);
    until.join();
    return kept(told);
  }

  @Override
  public CompletableFuture<Void> told(HostId host, long upTo, List<EventLine> told) {
    return kept(told);
  }

  private CompletableFuture<Void> kept(List<EventLine> told) {
    if (hangs) return new CompletableFuture<>();
    if (full) return CompletableFuture.failedFuture(new IllegalStateException("disk full"));
    lines.addAll(told);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public Known known() {
    return new Known(0, 0, List.of(), List.of(), new TreeMap<>());
  }

  @Override
  public List<String> complaints() {
    return full ? List.of("the journal cannot be written") : List.of();
  }
}
