package org.leasehold.core.sim;

import org.leasehold.core.engine.Command;
import org.leasehold.core.engine.StartEvidence;

/// S15: what a start rests on was read a moment ago. Exits and a person's word do not fade.
final class EvidenceIsFresh extends Invariant {
  EvidenceIsFresh(World world) {
    super(world, "S15");
  }

  @Override
  void commandIssued(SimEngine engine, Command command) {
    if (!(command instanceof Command.StartVm start)) return;
    long now = world.queue.nowNanos();
    long read =
        switch (start.evidence()) {
          case StartEvidence.OwnerDead e -> e.reading().atNanos();
          case StartEvidence.OwnerFree e -> e.reading().atNanos();
          case StartEvidence.NewerGeneration e -> e.reading().atNanos();
          case StartEvidence.LeaseFree e -> e.reading().atNanos();
          case StartEvidence.ExitReported _, StartEvidence.OperatorConfirmed _ -> now;
        };
    var limit = engine.document().settings().watching().evidenceAgeMax();
    if (now - read > limit.toNanos()) {
      violated(
          "%s: the evidence was read %s s ago".formatted(start.vm(), SimTime.text(now - read)));
    }
  }
}
