package org.leasehold.core.sim;

import org.leasehold.core.engine.Command;
import org.leasehold.core.model.Finding;
import org.leasehold.core.model.Grade;
import org.leasehold.core.model.LockspaceReport;
import org.leasehold.core.model.Protection;

/// S2, S3, S6, S12 and C9 as far as a host's own latest report says: a protected VM is started only
/// where the host can protect it, is fit, has joined, sees the enrolled volume, and where nobody
/// has found its disks in use.
final class TargetIsFit extends Invariant {
  TargetIsFit(World world) {
    super(world, "S2 S3 S6 S12");
  }

  @Override
  void commandIssued(SimEngine engine, Command command) {
    if (!(command instanceof Command.StartVm start)) return;
    var vm = world.vm(start.vm());
    if (!vm.hasLease()) return;
    var ears = world.observers.ears(engine);
    for (var heard : ears.all()) {
      for (var finding : heard.report().findings()) {
        boolean other = finding.kind() == Finding.Kind.OTHER_DEFINITION;
        if (other && start.vm().equals(finding.vm())) {
          violated(
              "%s is to start, host %s found its disks in use"
                  .formatted(vm, heard.report().host()));
        }
      }
    }
    var heard = ears.latest(start.host());
    if (heard == null) return;
    var report = heard.report();
    if (report.protection().grade() == Grade.NOT_PROTECTED) {
      violated("%s is to start on host %s, which cannot protect".formatted(vm, start.host()));
    }
    if (report.protection().proof() == Protection.Proof.UNFIT) {
      violated("%s is to start on host %s, which is unfit".formatted(vm, start.host()));
    }
    var space = EngineEars.space(report, vm.store.lockspace());
    if (space == null || space.standing() != LockspaceReport.Standing.JOINED) {
      violated("%s is to start on host %s, which has not joined".formatted(vm, start.host()));
    } else if (!space.volumeEnrolled()) {
      violated("%s is to start on host %s from another volume".formatted(vm, start.host()));
    }
  }
}
