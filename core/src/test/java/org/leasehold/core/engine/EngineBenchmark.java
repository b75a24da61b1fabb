package org.leasehold.core.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.leasehold.core.model.VmEntry;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// How long a step takes with 250 hosts and 5,000 VMs; run as `engine.md` says, never by a test.
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class EngineBenchmark {
  private static final int HOSTS = 250;
  private static final int VMS_PER_HOST = 20;

  private final Engine engine = new Engine();
  private EngineState healthy = EngineState.EMPTY;
  private EngineState threatened = EngineState.EMPTY;
  private List<Event> round = List.of();
  private List<Event> crashRound = List.of();
  private Event loss = new Event.Tick(0);
  private EngineState beforeLoss = EngineState.EMPTY;
  private EngineState state = EngineState.EMPTY;
  private int at;

  /// A cluster in good health, and the same with half of its hosts lost.
  @Setup(Level.Trial)
  public void build() {
    var vms = new ArrayList<VmEntry>();
    for (int i = 0; i < HOSTS * VMS_PER_HOST; i++) vms.add(Rig.vm("vm%05d".formatted(i)));
    var rig = new Rig(engine, HOSTS, vms);
    for (int i = 0; i < vms.size(); i++) rig.running(vms.get(i).name(), i / VMS_PER_HOST + 1);
    rig.startsSucceed = false;
    rig.started().run(6);
    healthy = rig.state;
    round = record(rig, 3);
    rig.run(14);
    for (int i = 1; i <= HOSTS / 2; i++) rig.dies(i);
    rig.run(60);
    lose(rig);
    rig.run(6);
    threatened = rig.state;
    crashRound = record(rig, 3);
  }

  /// Goes on to the event at which the silent hosts count as lost, and keeps the state before it.
  private void lose(Rig rig) {
    while (true) {
      var before = rig.state;
      for (var event : record(rig, 1)) {
        var next = engine.step(before, event).next();
        if (lost(next) > HOSTS / 4) {
          beforeLoss = before;
          loss = event;
          return;
        }
        before = next;
      }
    }
  }

  private static int lost(EngineState state) {
    int lost = 0;
    for (var host : state.hosts().values()) {
      if (host.status() == HostStatus.NON_RESPONSIVE) lost++;
    }
    return lost;
  }

  /// The events of the next seconds, as the engine was told them.
  private static List<Event> record(Rig rig, int seconds) {
    var events = new ArrayList<Event>();
    rig.recorder = events;
    rig.run(seconds);
    rig.recorder = null;
    return List.copyOf(events);
  }

  /// One event of ordinary life: mostly reports.
  @Benchmark
  @BenchmarkMode(Mode.SampleTime)
  public Step ordinaryStep() {
    return next(healthy, round);
  }

  /// One event while half of the hosts are lost: reports, looks, failures and the tick.
  @Benchmark
  @BenchmarkMode(Mode.SampleTime)
  public Step stepWithHalfTheHostsLost() {
    return next(threatened, crashRound);
  }

  private Step next(EngineState from, List<Event> events) {
    if (at == 0 || at >= events.size()) {
      state = from;
      at = 0;
    }
    var step = engine.step(state, events.get(at++));
    state = step.next();
    return step;
  }

  /// The step in which half of the hosts count as lost and every VM of theirs gets its plan.
  @Benchmark
  @BenchmarkMode(Mode.SampleTime)
  @OutputTimeUnit(TimeUnit.MILLISECONDS)
  public Step planHalfTheHosts() {
    return engine.step(beforeLoss, loss);
  }
}
