package org.leasehold.installer.failover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.leasehold.installer.agents.Lab;

/// Two engines of one cluster in every combination of killed, frozen for five minutes and with a
/// clock one hour off, while the host of the VM loses its power: the VM runs exactly once in the
/// end, nobody who woke acts on what it knew before, and one engine acts.
///
/// The combinations are spread over clusters of two hosts each, side by side in one lab: a freeze
/// is mostly waiting. `-Dengine.faults.column=2` tells one of them alone.
@Tag("daemon")
@Tag("long")
@Timeout(3000)
class EngineFaultsTest {
  private static final long FREEZE_SECONDS = 300;
  private static final Path TOLD = Path.of("target/failover/engine-faults.txt").toAbsolutePath();

  private enum Fault {
    KILLED,
    FROZEN,
    CLOCK_OFF;

    /// It goes on meanwhile.
    boolean works() {
      return this == CLOCK_OFF;
    }
  }

  /// @param acting what befalls the engine that acts
  /// @param watching and the one that watches
  private record Both(Fault acting, Fault watching) {
    boolean has(Fault fault) {
      return acting == fault || watching == fault;
    }

    boolean oneWorks() {
      return acting.works() || watching.works();
    }
  }

  private static final List<List<Both>> COLUMNS =
      List.of(
          List.of(
              new Both(Fault.FROZEN, Fault.FROZEN),
              new Both(Fault.KILLED, Fault.KILLED),
              new Both(Fault.CLOCK_OFF, Fault.CLOCK_OFF)),
          List.of(
              new Both(Fault.FROZEN, Fault.KILLED),
              new Both(Fault.KILLED, Fault.FROZEN),
              new Both(Fault.KILLED, Fault.CLOCK_OFF)),
          List.of(
              new Both(Fault.FROZEN, Fault.CLOCK_OFF),
              new Both(Fault.CLOCK_OFF, Fault.FROZEN),
              new Both(Fault.CLOCK_OFF, Fault.KILLED)));

  private final List<String> said = Collections.synchronizedList(new ArrayList<>());

  @Test
  void whateverBefallsBothEnginesTheVmRunsOnceAndOneActs() throws Exception {
    int only = Integer.getInteger("engine.faults.column", 0);
    var columns = only == 0 ? COLUMNS : List.of(COLUMNS.get(only - 1));
    try (var lab = Lab.up("engine-faults", 2 * columns.size(), columns.size());
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var running = new ArrayList<Future<?>>();
      for (int column = 0; column < columns.size(); column++) {
        int number = column + 1;
        var all = columns.get(column);
        running.add(threads.submit(() -> new Column(lab, number).run(all)));
      }
      var failures = new ArrayList<Throwable>();
      for (var one : running) {
        try {
          one.get();
        } catch (ExecutionException e) {
          said.add(String.valueOf(e.getCause()));
          failures.add(e);
        }
      }
      Files.createDirectories(TOLD.getParent());
      Files.write(TOLD, said);
      lab.done("verify");
      if (!failures.isEmpty()) {
        var failed =
            new AssertionError(
                failures.size() + " of the clusters failed:\n" + String.join("\n", said));
        failures.forEach(failed::addSuppressed);
        throw failed;
      }
    }
  }

  /// One cluster with its two engines.
  private final class Column {
    private final Lab lab;
    private final int number;
    private final String vm;

    Column(Lab lab, int number) {
      this.lab = lab;
      this.number = number;
      this.vm = "vm" + number;
    }

    private void say(String text) {
      var line =
          LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS)
              + " "
              + vm
              + " "
              + text;
      said.add(line);
      System.out.println(line);
    }

    Void run(List<Both> all) throws Exception {
      var names = List.of("h" + (2 * number - 1), "h" + 2 * number);
      try (var first = Cluster.enrolled(lab, names, "store" + number)) {
        first.adopted(vm, names.getFirst());
        var folder = Files.createTempDirectory("leasehold-second");
        try (var second = EngineProcess.withClock(lab, folder)) {
          second.connect(names.getFirst(), "10.77.0.1" + (2 * number - 1)).orFail();
          second.start();
          for (var both : all) story(both, first, first.seenBy(second));
        }
      }
      return null;
    }

    private void story(Both both, Cluster one, Cluster two) throws Exception {
      var acting = actingOf(one, two);
      var watching = acting == one ? two : one;
      say(both + " begins");
      var from = acting.engine.vm(vm).host();
      long actingBefore = acting.now();
      long watchingBefore = watching.now();
      begin(both.acting(), acting.engine);
      begin(both.watching(), watching.engine);
      long sinceNanos = System.nanoTime();
      acting.pull("power-off", from);
      if (both.oneWorks()) {
        var working = both.acting().works() ? acting : watching;
        var on = working.awaitVmElsewhere(vm, from, 300);
        working.assertRunsOnlyOn(vm, on);
        say(both + ": it runs on " + on);
        if (both.has(Fault.FROZEN)) acting.pull("power-on", from);
      } else {
        Thread.sleep(100_000);
        acting.assertRunsNowhere(vm);
      }
      if (both.has(Fault.FROZEN)) sleepUntil(sinceNanos, FREEZE_SECONDS);
      long endedMillis = System.currentTimeMillis();
      end(both.acting(), acting.engine);
      end(both.watching(), watching.engine);
      var on = acting.awaitVmElsewhere(vm, from, 300);
      if (!both.has(Fault.FROZEN) || !both.oneWorks()) acting.pull("power-on", from);
      say(both + ": over, it runs on " + on);
      actingOf(one, two);
      for (var cluster : List.of(acting, watching)) {
        cluster.awaitHost(from, "up", 300);
        cluster.awaitVm(vm, "up", on, 60);
      }
      acting.assertRunsOnlyOn(vm, on);
      int starts = started(acting.told(actingBefore)) + started(watching.told(watchingBefore));
      assertTrue(starts >= 1, () -> both + ": nobody asked for its start");
      say(both + ": its start was asked for " + starts + " times");
      for (var told : List.of(acting.told(actingBefore), watching.told(watchingBefore))) {
        told.assertNever("vm.double-run", "vm.destroy", "treatment.power.off");
      }
      if (both.acting() == Fault.FROZEN && both.oneWorks()) {
        assertEquals(
            0, startedSince(acting.told(actingBefore), endedMillis), "it woke and started");
      }
      lab.done("verify");
      say(both + ": well");
    }

    private static void begin(Fault fault, EngineProcess engine) throws Exception {
      switch (fault) {
        case KILLED -> engine.kill();
        case FROZEN -> engine.freeze();
        case CLOCK_OFF -> engine.setClock(3600);
      }
    }

    private static void end(Fault fault, EngineProcess engine) throws Exception {
      switch (fault) {
        case KILLED -> engine.start();
        case FROZEN -> engine.thaw();
        case CLOCK_OFF -> engine.setClock(0);
      }
    }

    /// Exactly one, with the other watching.
    private Cluster actingOf(Cluster one, Cluster two) throws Exception {
      return one.await(
              "one acts, one watches",
              240,
              () -> {
                boolean first = one.engine.claim().equals("acting");
                boolean second = two.engine.claim().equals("acting");
                return first == second ? List.<Cluster>of() : List.of(first ? one : two);
              },
              it -> !it.isEmpty())
          .getFirst();
    }

    private int started(Told told) {
      return (int) told.started().stream().filter(vm::equals).count();
    }

    private int startedSince(Told told, long wallMillis) {
      return started(
          new Told(told.events().stream().filter(e -> e.wallMillis() > wallMillis).toList()));
    }

    private static void sleepUntil(long sinceNanos, long seconds) throws InterruptedException {
      long left = seconds * 1000 - (System.nanoTime() - sinceNanos) / 1_000_000;
      if (left > 0) Thread.sleep(left);
    }
  }
}
