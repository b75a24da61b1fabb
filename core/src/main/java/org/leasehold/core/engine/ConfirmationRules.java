package org.leasehold.core.engine;

import org.jspecify.annotations.Nullable;
import org.leasehold.core.model.HostEntry;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.model.SanlockHostState;

/// "Confirm rebooted": a person's word about a silent host, and what speaks against it (F1 to F3).
final class ConfirmationRules {
  private ConfirmationRules() {}

  static void confirm(Turn t, String operator, Request.ConfirmRebooted word) {
    var host = t.hosts.get(word.host());
    var entry = t.entry(word.host());
    if (host == null || entry == null) {
      OperatorRules.refuse(t, t.name(word.host()), "confirmation", "not a host of this cluster");
      return;
    }
    String alive = signOfLife(t, host);
    if (alive != null) {
      OperatorRules.refuse(t, t.name(host.id()), "confirmation by " + operator, alive);
      return;
    }
    var draft = host.draft();
    draft.confirmation = new HostRecord.Confirmation(operator, word.typed(), t.now);
    t.update(draft);
    t.log(
        Severity.WARNING,
        "host.confirmed",
        t.name(host.id()),
        "confirmed as rebooted by " + operator,
        confirmText(t, host, entry, word.typed()) + reached(t, host));
    SilenceRules.confirmed(t, host.id(), "confirmed as rebooted by " + operator);
    QueueRules.wake(t, "confirmation by " + operator);
    QueueRules.considerAll(t);
  }

  private static String confirmText(Turn t, HostRecord host, HostEntry entry, String typed) {
    int without = 0;
    for (var id : host.vms().keys()) {
      var vm = t.entry(id);
      if (vm != null && !vm.isProtected()) without++;
    }
    if (without == 0) return "for VMs with a lease the lease decides";
    return typed.equals(entry.name())
        ? without + " VMs without a lease: split brain possible"
        : without + " VMs without a lease stay: the host's name was not typed";
  }

  /// Another host's agent reached it a moment ago: no proof that it was not rebooted, but a
  /// warning.
  private static String reached(Turn t, HostRecord host) {
    var treatment = host.treatment();
    if (treatment == null) return "";
    for (var probe : treatment.probes()) {
      long age = t.now - probe.value().atNanos();
      if (!probe.value().reachable() || age > 60 * Turn.SECOND) continue;
      return "; %s reached it %s ago: make sure that it is not running on"
          .formatted(t.name(probe.key()), Turn.seconds(age));
    }
    return "";
  }

  /// Evidence against the word: it answers, or its heartbeat is being renewed (F2).
  static @Nullable String signOfLife(Turn t, HostRecord host) {
    boolean silent =
        switch (host.status()) {
          case NON_RESPONSIVE, REBOOT, DOWN, CONNECTING -> true;
          case UNASSIGNED, UP, INITIALIZING, NON_OPERATIONAL, PREPARING_MAINTENANCE, MAINTENANCE ->
              false;
        };
    if (!silent) return "it is " + host.status().word();
    for (var other : t.hosts.values()) {
      // Not only where it said that it had joined: an engine that was just started heard nothing.
      for (LockspaceName space : Sights.lockspaces(other)) {
        var seen = Sights.host(other, space, host.id());
        if (seen == null || seen.sight().state() != SanlockHostState.LIVE) continue;
        int limit = seen.sight().ioTimeout().renewalSeconds() * 2;
        if (t.now - seen.lastChangeNanos() <= limit * Turn.SECOND) {
          return "its heartbeat is being renewed: seen %s ago by %s in %s"
              .formatted(Turn.seconds(t.now - seen.lastChangeNanos()), t.name(other.id()), space);
        }
      }
    }
    return null;
  }
}
