package org.leasehold.core.sim;

import org.leasehold.core.engine.EngineState;
import org.leasehold.core.engine.Event;
import org.leasehold.core.engine.Step;

/// Every VM has exactly one explanation at every moment.
final class OneExplanation extends Invariant {
  private boolean told;

  OneExplanation(World world) {
    super(world, "design 2.3");
  }

  /// What changed with this step: a record that is the same one has the same explanation.
  @Override
  @SuppressWarnings("ReferenceEquality")
  void engineStepped(SimEngine engine, EngineState before, Event event, Step step) {
    var document = step.next().document();
    if (told || document == null || step.next().vms() == before.vms()) return;
    for (var record : step.next().vms().values()) {
      if (before.vms().get(record.id()) == record) continue;
      if (!document.vms().containsKey(record.id())) continue;
      var text = step.next().explain(record.id());
      if (text.isBlank() || text.contains("\n") || text.startsWith("not a VM")) {
        told = true;
        violated("%s has no explanation at %s: \"%s\"".formatted(record.id(), engine.name, text));
      }
    }
    if (step.next().vms().size() < document.vms().size()) {
      told = true;
      violated("a VM of the document has no record at " + engine.name);
    }
  }
}
