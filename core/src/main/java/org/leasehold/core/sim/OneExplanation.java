package org.leasehold.core.sim;

/// Every VM has exactly one explanation at every moment.
final class OneExplanation extends Invariant {
  private int seconds;
  private boolean told;

  OneExplanation(World world) {
    super(world, "design 2.3");
  }

  @Override
  void everySecond() {
    if (++seconds % 10 != 0 || told) return;
    for (var engine : world.engines) {
      if (!engine.isRunning() || engine.state().document() == null) continue;
      for (var vm : world.vms) {
        var text = engine.state().explain(vm.id());
        if (text.isBlank() || text.contains("\n") || text.startsWith("not a VM")) {
          told = true;
          violated("%s has no explanation at %s: \"%s\"".formatted(vm, engine.name, text));
        }
      }
    }
  }
}
