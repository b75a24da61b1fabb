package org.leasehold.core.sim;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.leasehold.core.engine.Engine;

/// A recorded scenario: a small cluster and a script of faults, played to a log that people read.
///
/// The cluster starts cold; the log begins when it has settled, with one line per VM. Text in, text
/// out: who reads and writes files is somebody else.
public final class Story {
  private final StoryCluster cluster;
  private final StoryScript script;

  private Story(StoryCluster cluster, StoryScript script) {
    this.cluster = cluster;
    this.script = script;
  }

  /// @param clusterText lines such as `hosts kvm1 kvm2`, `io-timeout 10`, `vm vm1 on kvm1`
  /// @param scriptText lines such as `at 100 host-power-loss kvm1 for 60`, and `end 400`
  /// @throws IllegalArgumentException if a line cannot be read, with the line
  public static Story parse(String clusterText, String scriptText) {
    var cluster = StoryCluster.parse(lines(clusterText));
    return new Story(cluster, StoryScript.parse(lines(scriptText), cluster));
  }

  /// @param what of the two texts
  static IllegalArgumentException notUnderstood(String what, String line, RuntimeException e) {
    var why =
        switch (e) {
          case ArrayIndexOutOfBoundsException _ -> "a word is missing";
          case NumberFormatException _ -> "not a number (" + e.getMessage() + ")";
          default -> e.getMessage();
        };
    return new IllegalArgumentException(
        "%s line not understood: %s: %s".formatted(what, line, why), e);
  }

  private static List<String> lines(String text) {
    var lines = new ArrayList<String>();
    for (var line : text.split("\n", -1)) {
      var plain = line.strip();
      if (!plain.isEmpty() && !plain.startsWith("#")) lines.add(plain);
    }
    return lines;
  }

  /// What one playing came to.
  ///
  /// @param log the story as people read it
  /// @param violations broken invariants
  public record Played(String log, List<Violation> violations, List<Overlap> overlaps) {
    public Played {
      violations = List.copyOf(violations);
      overlaps = List.copyOf(overlaps);
    }
  }

  /// Plays it; the same bytes every time.
  public Played play() {
    return play((_, _, _, _) -> {});
  }

  /// Plays it from the cold start on and tells every step of its engines.
  public Played play(StepListener listener) {
    var world =
        new World(
            cluster.scenario(script.endSeconds()),
            1,
            true,
            EnumSet.noneOf(PlantedBug.class),
            Engine::new,
            AreaKind.FIELDS);
    world.observers.listen(listener);
    world.begin();
    script.startVms(world, SimTime.seconds(cluster.settledSeconds() - 40L));
    world.run(SimTime.seconds(cluster.settledSeconds()));
    world.log.clear();
    for (var vm : world.vms) settled(world, vm);
    var injector = new FaultInjector(world);
    script.plan(world, injector);
    world.run(SimTime.seconds(script.endSeconds()));
    world.observers.end();
    return new Played(world.log.text(), world.observers.violations(), world.observers.overlaps());
  }

  private static String why(World world, SimVm vm) {
    return world.engines.getFirst().state().explain(vm.id());
  }

  private static void settled(World world, SimVm vm) {
    var where =
        vm.copies.isEmpty()
            ? "nowhere (" + why(world, vm) + ")"
            : "on " + vm.copies.getFirst().host.name;
    var lease = vm.hasLease() ? ", lease version " + vm.leader().version() : ", no lease";
    world.log.line(world.queue.nowNanos(), "vm " + vm.name, "runs " + where + lease);
  }
}
