package org.leasehold.app.cli.simulate;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.PrintWriter;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.leasehold.app.cli.ExitCode;
import org.leasehold.core.model.HostId;
import org.leasehold.core.sim.FaultKind;
import org.leasehold.core.sim.Overlap;
import org.leasehold.core.sim.SeedResult;
import org.leasehold.core.sim.Shape;
import org.leasehold.core.sim.Shrinker;
import org.leasehold.core.sim.Simulation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `leasehold simulate`: looks for two running copies in simulated clusters.
@Command(
    name = "simulate",
    description = {
      "Run the decision engine in simulated clusters full of faults and look for broken safety rules.",
      "Each seed is one cluster and one list of faults. Exit code 1 where a rule was broken, and",
      "where 100,000 seeds or more did not hit every kind and pair of kinds 100 times."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  leasehold simulate --seeds 1..100000 --pairs > result.txt",
      "  leasehold simulate --seeds 1..500 --hosts 3 --vms 5..10 --faults host-power-loss,path-hung",
      "  leasehold simulate --seed 4711 --log"
    })
public final class SimulateCommand implements Callable<Integer> {
  private static final int SUMS_UP_SECONDS = 60;
  private static final int VMS_MAX = 10_000;

  @Option(names = "--seeds", paramLabel = "N..M", description = "the seeds to run (1..1000)")
  private String seeds = "1..1000";

  @Option(names = "--seed", paramLabel = "N", description = "one seed only")
  private String seed = "";

  @Option(names = "--log", description = "with --seed: print its story")
  private boolean log;

  @Option(names = "--hosts", paramLabel = "N..M", description = "hosts in a cluster (3..10)")
  private String hosts = "3..10";

  @Option(names = "--vms", paramLabel = "N..M", description = "VMs in a cluster (5..60)")
  private String vms = "5..60";

  @Option(
      names = "--faults",
      paramLabel = "KIND",
      split = ",",
      description = "only these kinds of fault, by the words of the table")
  private List<String> faults = List.of();

  @Option(names = "--threads", paramLabel = "N", description = "worker threads (one per processor)")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(names = "--pairs", description = "print the table of pairs of kinds")
  private boolean pairs;

  @Option(names = "--json", description = "print one JSON object instead of text")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    var shape = shape();
    return seed.isEmpty() ? many(range("--seeds", seeds), shape) : one(shape);
  }

  private Range range(String option, String text) {
    try {
      return Range.parse(text);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          spec.commandLine(), "%s: '%s' is not a range such as 1..1000".formatted(option, text), e);
    }
  }

  private Range within(String option, String text, int most) {
    var range = range(option, text);
    if (range.first() >= 1 && range.last() <= most) return range;
    throw new ParameterException(
        spec.commandLine(), "%s is a range within 1..%d, not %s".formatted(option, most, range));
  }

  private Shape shape() {
    var hostRange = within("--hosts", hosts, HostId.MAX);
    var vmRange = within("--vms", vms, VMS_MAX);
    var kinds = EnumSet.noneOf(FaultKind.class);
    for (var word : faults) kinds.add(kind(word));
    return new Shape(
        Math.toIntExact(hostRange.first()),
        Math.toIntExact(hostRange.last()),
        Math.toIntExact(vmRange.first()),
        Math.toIntExact(vmRange.last()),
        kinds.isEmpty() ? EnumSet.allOf(FaultKind.class) : kinds,
        Shape.Spread.MANY_SMALL);
  }

  private FaultKind kind(String word) {
    for (var kind : FaultKind.values()) if (kind.word().equals(word)) return kind;
    throw new ParameterException(
        spec.commandLine(), "--faults: no kind of fault is called " + word);
  }

  private int one(Shape shape) {
    var out = spec.commandLine().getOut();
    var result = new Simulation().run(Simulation.plan(range("--seed", seed).first(), shape), log);
    if (json) {
      var object = new JsonObject();
      object.add("violations", violations(List.of(result)));
      object.addProperty("log", result.log());
      out.println(new GsonBuilder().setPrettyPrinting().create().toJson(object));
    } else {
      out.print(result.log());
      for (var fault : result.plan().faults()) out.println("planned: " + fault);
      result.violations().forEach(v -> out.println("violation: " + v));
      result.overlaps().forEach(out::println);
    }
    out.flush();
    return (result.isGood() ? ExitCode.DONE : ExitCode.FINDINGS).number();
  }

  private int many(Range range, Shape shape) throws InterruptedException {
    var run = new SeedRun(range, shape, Math.max(1, threads));
    var told = new CountDownLatch(1);
    var ending = Thread.ofPlatform().unstarted(() -> endEarly(run, told));
    Runtime.getRuntime().addShutdownHook(ending);
    try {
      return ran(run, range);
    } finally {
      told.countDown();
    }
  }

  /// Ctrl-C or SIGTERM: the seeds done so far are summed up and told before the end.
  private static void endEarly(SeedRun run, CountDownLatch told) {
    run.stop();
    try {
      told.await(SUMS_UP_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private int ran(SeedRun run, Range range) throws InterruptedException {
    long began = System.nanoTime();
    var err = spec.commandLine().getErr();
    long[] last = {began};
    run.run(
        done -> {
          if (json || System.nanoTime() - last[0] < 10_000_000_000L) return;
          last[0] = System.nanoTime();
          err.println("%d of %d seeds, %s".formatted(done, range.size(), rate(done, began)));
          err.flush();
        });
    var out = spec.commandLine().getOut();
    if (json) json(out, run, began);
    else text(out, run, began);
    out.flush();
    boolean good = run.failures() == 0 && (!run.isGated() || run.gate().holds());
    return (good ? ExitCode.DONE : ExitCode.FINDINGS).number();
  }

  private static String rate(long done, long began) {
    double seconds = Math.max(1e-3, (System.nanoTime() - began) / 1e9);
    return String.format(Locale.ROOT, "%.1f a second", done / seconds);
  }

  private void text(PrintWriter out, SeedRun run, long began) {
    out.println("Faults injected, by kind:");
    out.print(run.coverage().kindTable());
    if (pairs) {
      out.println();
      out.println("Runs in which both happened, by pair of kinds:");
      out.print(run.coverage().pairTable());
    }
    out.println();
    out.println("Rarest pair: " + run.coverage().rarestPair());
    out.println(run.gate().text());
    out.println("Starts judged by the bound printed before: " + run.predicted());
    out.println("Two copies at a time, of a kind that a safety rule names:");
    for (var kind : Overlap.Kind.values()) {
      out.println(
          "  %s: %d, in %d seeds".formatted(kind.inWords(), run.overlaps(kind), run.seedsOf(kind)));
    }
    for (var failed : run.failed()) told(out, failed);
    out.println(
        "%d seeds (%s), %s, %d events, %d starts, %d seeds with violations"
            .formatted(
                run.ran().size(),
                run.ran(),
                rate(run.ran().size(), began),
                run.events(),
                run.starts(),
                run.failures()));
  }

  private static void told(PrintWriter out, SeedResult failed) {
    long number = failed.plan().seed();
    out.println("seed %d: %s".formatted(number, failed.violations().getFirst()));
    var shorter = new Shrinker(new Simulation()).shrink(failed);
    for (var fault : shorter.faults()) out.println("    needs: " + fault);
    out.println("    repeat: leasehold simulate --seed " + number + " --log");
  }

  private void json(PrintWriter out, SeedRun run, long began) {
    var object = new JsonObject();
    object.addProperty("seeds", run.ran().toString());
    object.addProperty("seconds", (System.nanoTime() - began) / 1e9);
    object.addProperty("events", run.events());
    object.addProperty("starts", run.starts());
    object.addProperty("startsJudgedByTheirBound", run.predicted());
    var kinds = new JsonObject();
    for (var kind : FaultKind.values()) kinds.addProperty(kind.word(), run.coverage().of(kind));
    object.add("faults", kinds);
    object.addProperty("rarestPair", run.coverage().rarestPair());
    object.addProperty("gateHolds", run.gate().holds());
    object.addProperty("gate", run.gate().text());
    for (var cause : Overlap.Cause.values()) {
      var overlaps = new JsonObject();
      for (var kind : Overlap.Kind.values()) {
        if (kind.cause() == cause) overlaps.addProperty(kind.name(), run.overlaps(kind));
      }
      object.add(cause == Overlap.Cause.UNCOVERED ? "uncovered" : "byPeople", overlaps);
    }
    object.addProperty("failures", run.failures());
    object.add("violations", violations(run.failed()));
    out.println(new GsonBuilder().setPrettyPrinting().create().toJson(object));
  }

  private static JsonArray violations(List<SeedResult> results) {
    var array = new JsonArray();
    for (var result : results) {
      for (var violation : result.violations()) {
        var object = new JsonObject();
        object.addProperty("seed", result.plan().seed());
        object.addProperty("invariant", violation.invariant());
        object.addProperty("rule", violation.rule());
        object.addProperty("atSeconds", violation.atNanos() / 1e9);
        object.addProperty("text", violation.text());
        array.add(object);
      }
    }
    return array;
  }
}
