package org.leasehold.core.engine;

import org.leasehold.core.model.HostId;

/// What the regular look at the hosts' power devices found; told when it changes.
final class PowerHealthRules {
  private PowerHealthRules() {}

  static void checked(Turn t, Event.PowerChecked event) {
    var host = t.hosts.get(event.host());
    if (host == null || host.powerFault().equals(event.fault())) return;
    boolean was = !host.powerFault().isEmpty();
    var draft = host.draft();
    draft.powerFault = event.fault();
    t.update(draft);
    if (event.fault().isEmpty()) {
      if (was) {
        t.log(
            Severity.INFO, "power.check.well", t.name(host.id()), "power devices answer again", "");
      }
      return;
    }
    t.log(
        event.usable() ? Severity.WARNING : Severity.ERROR,
        "power.check.failed",
        t.name(host.id()),
        event.usable()
            ? "not every way to switch its power works"
            : "its power could not be switched now",
        event.fault());
  }

  /// Its devices are others now: what was found says nothing about them.
  static void forget(Turn t, HostId id) {
    var host = t.hosts.get(id);
    if (host == null || host.powerFault().isEmpty()) return;
    var draft = host.draft();
    draft.powerFault = "";
    t.update(draft);
  }
}
