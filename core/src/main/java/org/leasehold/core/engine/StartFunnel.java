package org.leasehold.core.engine;

import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.model.LeaseVersion;
import org.leasehold.core.model.VmEntry;

/// The one way to a start: evidence first, then every gate; the first that fails is the
/// explanation.
final class StartFunnel {
  private StartFunnel() {}

  /// Asks for the start if everything allows it, else explains the wait in `draft`.
  ///
  /// @return whether it was asked for
  static boolean attempt(Turn t, VmDraft draft, VmEntry entry, HostRecord target) {
    var vm = draft.done();
    var report = target.report();
    if (report == null) {
      t.explain(draft, vm.id(), "target", t.name(target.id()) + " has not reported");
      return false;
    }
    return switch (EvidenceReading.read(t, vm, entry, target)) {
      case EvidenceReading.Missing missing -> {
        draft.readySinceNanos = -1;
        t.explain(draft, vm.id(), "evidence", missing.text());
        yield false;
      }
      case EvidenceReading.Found found -> {
        var lockspace = entry.leaseDomain();
        var start =
            new StartCase(
                t,
                vm,
                entry,
                target,
                report,
                lockspace,
                lockspace == null ? null : Sights.lockspace(target, lockspace),
                found.evidence(),
                found.lease());
        yield passed(draft, start) && asked(draft, start);
      }
    };
  }

  private static boolean passed(VmDraft draft, StartCase start) {
    var t = start.t();
    for (var gate : StartGate.ALL) {
      if (!t.holds(gate.safeguard())) continue;
      String text = gate.check().refusal(start);
      if (text == null) continue;
      if (gate.safeguard() == Safeguard.CLAIM) {
        if (draft.readySinceNanos < 0) draft.readySinceNanos = t.now;
      } else if (!isForAMoment(gate.safeguard())) {
        draft.readySinceNanos = -1;
      }
      t.explain(draft, start.vm().id(), gate.name(), text);
      return false;
    }
    return true;
  }

  /// A look that is behind the last report, or a report behind the last look, by a second or two:
  /// the acting engine would have started between them.
  private static boolean isForAMoment(Safeguard safeguard) {
    return switch (safeguard) {
      case LOOK_AGAIN, STALE_REPORT, SIGHT_NOT_OLDER -> true;
      default -> false;
    };
  }

  private static boolean asked(VmDraft draft, StartCase start) {
    var t = start.t();
    var target = start.target();
    var restart = draft.restart;
    String cause = restart == null ? "" : restart.cause() + "; ";
    var header = t.header(target.id(), cause + start.evidence().text());
    var command =
        new Command.StartVm(
            header,
            start.vm().id(),
            target.id(),
            start.evidence(),
            start.entry().revision(),
            start.lockspace(),
            expected(start));
    warnIfStoreInactive(start);
    draft.start =
        t.order(command, "vm.start", t.name(start.vm().id()), "start on " + t.name(target.id()));
    draft.explanation = null;
    draft.readySinceNanos = -1;
    draft.stopAskedNanos = -1;
    if (restart != null) draft.restart = restart.at(Restart.Phase.STARTING);
    if (draft.status == VmStatus.UNKNOWN) {
      t.update(draft);
    } else {
      draft.host = target.id(); // the old host has nothing more to say about it
      draft.boot = target.boot();
      t.change(draft, VmStatus.STARTING, Severity.INFO, "vm.starting", "start " + header.id());
    }
    return true;
  }

  private static @Nullable LeaseVersion expected(StartCase start) {
    var lease = start.lease();
    return lease == null ? null : lease.version().next();
  }

  /// A store marked inactive only warns: a failover must not wait for a person (B10).
  private static void warnIfStoreInactive(StartCase start) {
    var t = start.t();
    var lockspace = start.lockspace();
    if (lockspace == null) return;
    var store = t.document().stores().get(lockspace);
    var trouble = t.stores.get(lockspace);
    var reasons = new ArrayList<String>();
    if (store != null && !store.active()) reasons.add("marked inactive");
    if (trouble != null && trouble.inactive()) reasons.add("every host reports trouble with it");
    if (reasons.isEmpty()) return;
    t.log(
        Severity.WARNING,
        "vm.start.store.inactive",
        t.name(start.vm().id()),
        "starts though its store is inactive",
        lockspace + ": " + String.join(", ", reasons));
  }
}
