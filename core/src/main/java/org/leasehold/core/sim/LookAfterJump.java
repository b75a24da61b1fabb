package org.leasehold.core.sim;

import org.leasehold.core.engine.Command;
import org.leasehold.core.engine.StartEvidence;

/// S20: after a jump of time an engine looks again before any act: its evidence is younger than the
/// jump.
final class LookAfterJump extends Invariant {
  LookAfterJump(World world) {
    super(world, "S20");
  }

  @Override
  void commandIssued(SimEngine engine, Command command) {
    long jumped = world.observers.ears(engine).jumpedNanos();
    if (jumped == Long.MIN_VALUE || !(command instanceof Command.StartVm start)) return;
    long read =
        switch (start.evidence()) {
          case StartEvidence.OwnerDead e -> e.reading().atNanos();
          case StartEvidence.OwnerFree e -> e.reading().atNanos();
          case StartEvidence.NewerGeneration e -> e.reading().atNanos();
          case StartEvidence.LeaseFree e -> e.reading().atNanos();
          case StartEvidence.ExitReported e -> e.atNanos();
          case StartEvidence.OperatorConfirmed e -> e.atNanos();
        };
    if (start.evidence() instanceof StartEvidence.OperatorConfirmed) return;
    var heard = world.observers.ears(engine).latest(start.host());
    if (read < jumped && (heard == null || heard.atNanos() <= jumped)) {
      violated(
          "%s: evidence of %s s, time jumped at %s s"
              .formatted(start.vm(), SimTime.text(read), SimTime.text(jumped)));
    }
  }
}
