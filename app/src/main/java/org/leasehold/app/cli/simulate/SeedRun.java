package org.leasehold.app.cli.simulate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.leasehold.core.sim.Coverage;
import org.leasehold.core.sim.CoverageGate;
import org.leasehold.core.sim.FaultKind;
import org.leasehold.core.sim.Overlap;
import org.leasehold.core.sim.SeedResult;
import org.leasehold.core.sim.Shape;
import org.leasehold.core.sim.Simulation;

/// Runs a range of seeds on a number of threads and sums up what they found.
final class SeedRun {
  private static final int FAILED_MAX = 100;

  private final Range seeds;
  private final Shape shape;
  private final int threads;
  private final AtomicLong next;
  private final AtomicLong done = new AtomicLong();
  private final Coverage coverage = new Coverage();
  private final List<SeedResult> failed = new ArrayList<>();
  private final Map<Overlap.Kind, Long> overlaps = new EnumMap<>(Overlap.Kind.class);
  private final Map<Overlap.Kind, Long> overlapSeeds = new EnumMap<>(Overlap.Kind.class);
  private volatile boolean stopped;
  private long events;
  private long starts;
  private long predicted;
  private long failures;

  SeedRun(Range seeds, Shape shape, int threads) {
    this.seeds = seeds;
    this.shape = shape;
    this.threads = threads;
    this.next = new AtomicLong(seeds.first());
  }

  /// Returns when every seed was run.
  ///
  /// @param progress told now and then how many seeds are done
  void run(LongConsumer progress) throws InterruptedException {
    var workers = new ArrayList<Thread>();
    for (int i = 0; i < threads; i++) {
      workers.add(Thread.ofPlatform().name("simulate-" + i).start(this::work));
    }
    for (var worker : workers) {
      while (!worker.join(Duration.ofSeconds(1))) progress.accept(done.get());
    }
  }

  private void work() {
    var simulation = new Simulation();
    var mine = new Coverage();
    while (!stopped) {
      long seed = next.getAndIncrement();
      if (seed > seeds.last()) break;
      var result = simulation.run(Simulation.plan(seed, shape), false);
      mine.add(result);
      add(result);
      done.incrementAndGet();
    }
    synchronized (this) {
      coverage.add(mine);
    }
  }

  /// Begins no more seeds: [#run] returns once those under way are done.
  void stop() {
    stopped = true;
  }

  /// What was run: the seeds asked for, or their beginning where the run was stopped. At least one.
  Range ran() {
    return new Range(seeds.first(), seeds.first() + Math.max(1, done.get()) - 1);
  }

  private synchronized void add(SeedResult result) {
    events += result.events();
    starts += result.starts();
    predicted += result.predicted();
    var kinds = EnumSet.noneOf(Overlap.Kind.class);
    for (var found : result.overlaps()) {
      overlaps.merge(found.kind(), 1L, Long::sum);
      kinds.add(found.kind());
    }
    for (var kind : kinds) overlapSeeds.merge(kind, 1L, Long::sum);
    if (result.isGood()) return;
    failures++;
    if (failed.size() < FAILED_MAX) failed.add(result);
  }

  CoverageGate gate() {
    return CoverageGate.of(coverage, ran().size(), shape.kinds());
  }

  /// Enough seeds for the gate to be the simulator's own, and every kind could be chosen.
  boolean isGated() {
    return ran().size() >= CoverageGate.SEEDS && shape.kinds().size() == FaultKind.values().length;
  }

  Coverage coverage() {
    return coverage;
  }

  /// By seed, the first hundred found.
  List<SeedResult> failed() {
    return failed.stream().sorted(Comparator.comparingLong(r -> r.plan().seed())).toList();
  }

  long failures() {
    return failures;
  }

  long overlaps(Overlap.Kind kind) {
    return overlaps.getOrDefault(kind, 0L);
  }

  /// In how many seeds the kind was seen.
  long seedsOf(Overlap.Kind kind) {
    return overlapSeeds.getOrDefault(kind, 0L);
  }

  long events() {
    return events;
  }

  long starts() {
    return starts;
  }

  long predicted() {
    return predicted;
  }
}
