package org.leasehold.app.console.hosts;

import java.util.Locale;
import org.leasehold.app.console.text.Texts;
import org.leasehold.core.engine.EngineState;
import org.leasehold.core.engine.HostRecord;
import org.leasehold.core.engine.HostStatus;
import org.leasehold.core.engine.VmStatus;
import org.leasehold.core.model.HostId;

/// What can be asked for a host.
enum HostAction {
  MAINTENANCE,
  END,
  CHECKED,
  REMOVE;

  /// Key of its texts.
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Why not.
  ///
  /// @return empty when it can be asked for
  String not(EngineState state, HostId id) {
    var document = state.document();
    var entry = document == null ? null : document.hosts().get(id);
    var host = state.hosts().get(id);
    if (entry == null || host == null) return Texts.say("hostact.gone");
    return switch (this) {
      case MAINTENANCE -> entry.maintenance() ? Texts.say("hostact.is") : "";
      case END -> entry.maintenance() ? "" : Texts.say("hostact.isnot");
      case CHECKED -> HostsReading.unfit(host) ? "" : Texts.say("hostact.fit");
      case REMOVE -> {
        if (!entry.maintenance()) yield Texts.say("hostact.first");
        if (host.status() == HostStatus.NON_RESPONSIVE && host.report() != null) {
          // Of its copies the engine knows whether they are over.
          long waiting = waiting(state, host);
          if (waiting > 0) yield Texts.say("hostact.nowhere", waiting);
          yield host.confirmation() == null ? Texts.say("hostact.unconfirmed") : "";
        }
        boolean any = !host.vms().isEmpty() || !host.copies().isEmpty();
        yield any ? Texts.say("hostact.vms", host.vms().size()) : "";
      }
    };
  }

  /// VMs that were on it last and have not ended.
  private static long waiting(EngineState state, HostRecord host) {
    long waiting = 0;
    for (var id : host.vms().keys()) {
      var vm = state.vms().get(id);
      if (vm != null && vm.status() != VmStatus.DOWN) waiting++;
    }
    return waiting;
  }
}
