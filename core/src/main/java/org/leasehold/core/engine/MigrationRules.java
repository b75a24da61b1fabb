package org.leasehold.core.engine;

import org.jspecify.annotations.Nullable;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.SanlockHostState;
import org.leasehold.core.model.VmId;
import org.leasehold.core.model.VmRun;

/// Live migrations: pre-copy, one at a time per VM, and what is left when an end dies (S18).
final class MigrationRules {
  /// From the end of the source until what it sent must run, or is gone by libvirt's own doing.
  private static final long ARRIVES_NANOS = 10 * Turn.SECOND;

  /// A host that is drained does not try again at once what a person has just broken off.
  private static final long CANCELLED_RESTS_NANOS = 600 * Turn.SECOND;

  private MigrationRules() {}

  /// Asks for a migration.
  ///
  /// @return why not; null when it was asked for
  static @Nullable String start(Turn t, VmRecord vm, HostId to, String why) {
    String not = refusal(t, vm, to);
    var from = vm.host();
    if (not != null || from == null) return not == null ? "it runs nowhere" : not;
    var draft = vm.draft();
    var id =
        t.order(
            new Command.MigrateVm(t.header(from, why), vm.id(), from, to),
            "vm.migrate",
            t.name(vm.id()),
            "migrate to " + t.name(to));
    draft.migration = new VmRecord.Migration(from, to, id, t.now);
    t.update(draft);
    return null;
  }

  /// Why it is not moved there; null when it may be.
  static @Nullable String refusal(Turn t, VmRecord vm, HostId to) {
    String not = t.mayNotAct();
    if (not != null) return not;
    var from = vm.host() == null ? null : t.hosts.get(vm.host());
    var target = t.hosts.get(to);
    var entry = t.entry(vm.id());
    if (from == null || entry == null) return "it runs nowhere";
    if (target == null) return t.name(to) + " is not a host of this cluster";
    if (!from.status().answers()) return t.name(from.id()) + " does not answer";
    if (from.id().equals(to)) return "it runs there already";
    if (vm.status() != VmStatus.UP) return "it is " + vm.status().word();
    if (vm.migration() != null) return "it is migrating";
    if (vm.start() != null) return "a start is under way";
    String again = t.mustLookAgain(from);
    if (again == null) again = t.mustLookAgain(target);
    return again != null ? again : Placement.unsuitable(t, entry, target);
  }

  /// Breaks a migration off on behalf of a person; a pause of HA does not forbid it.
  ///
  /// @return why not; null when the source was told
  static @Nullable String cancel(Turn t, VmRecord vm, String why) {
    String not = cannotCancel(t, vm);
    var migration = vm.migration();
    if (not != null || migration == null) return not;
    t.order(
        new Command.CancelMigration(t.header(migration.from(), why), vm.id(), migration.from()),
        "vm.migrate.cancel",
        t.name(vm.id()),
        "cancel the migration to " + t.name(migration.to()));
    var draft = vm.draft();
    draft.migrateAfterNanos = t.now + CANCELLED_RESTS_NANOS;
    t.update(draft);
    return null;
  }

  private static @Nullable String cannotCancel(Turn t, VmRecord vm) {
    var migration = vm.migration();
    if (migration == null) {
      var host = vm.host();
      return host == null ? "it is not migrating" : "it is not migrating: it is on " + t.name(host);
    }
    if (migration.command() == null) {
      return "how it ended is not known: %s and %s must report first (S18)"
          .formatted(t.name(migration.from()), t.name(migration.to()));
    }
    for (var pending : t.pending.values()) {
      if (pending.command() instanceof Command.CancelMigration other
          && other.vm().equals(vm.id())) {
        return "it is being cancelled already";
      }
    }
    if (t.holds(Safeguard.CLAIM) && !t.claim.acts()) return t.mayNotAct();
    var from = t.hosts.get(migration.from());
    return from == null || !from.status().answers()
        ? t.name(migration.from()) + " does not answer"
        : null;
  }

  static void ended(Turn t, Command.MigrateVm command, Outcome outcome) {
    var vm = t.vms.get(command.vm());
    var migration = vm == null ? null : vm.migration();
    if (vm == null || migration == null) return;
    switch (outcome) {
      case Outcome.Done done -> VmReportRules.handOver(t, vm, migration, done.text());
      case Outcome.Refused refused -> stays(t, vm, refused.text());
      case Outcome.Failed failed -> stays(t, vm, failed.text());
      case Outcome.NotSwitched not -> stays(t, vm, not.text());
      case Outcome.MayHaveHappened lost -> {
        var draft = vm.draft();
        draft.migration = migration.open(t.now);
        t.explain(draft, vm.id(), "S18 migration", "outcome unknown: " + lost.text());
        t.update(draft);
      }
    }
  }

  private static void stays(Turn t, VmRecord vm, String because) {
    var draft = vm.draft();
    draft.migration = null;
    long again = t.now + t.settings().restart().retryShort().toNanos();
    draft.migrateAfterNanos = Math.max(draft.migrateAfterNanos, again);
    t.update(draft);
    t.log(Severity.WARNING, "vm.migrate.failed", t.name(vm.id()), "stays", because);
  }

  /// Its source ended it while it migrated: what arrived lives on if it holds the lease. What has
  /// not arrived some seconds later is removed (B12): at once would meet one that is just about to
  /// run.
  static void aborted(Turn t, VmId id, VmRecord.Migration migration, String because) {
    aborted(t, id, migration, migration.sinceNanos(), because);
  }

  /// @param goneSinceNanos when the source let go of the lease at the latest: until then the
  ///   destination's sanlock had to wait for it
  private static void aborted(
      Turn t, VmId id, VmRecord.Migration migration, long goneSinceNanos, String because) {
    var vm = t.vms.get(id);
    var copy = vm == null ? null : vm.copies().get(migration.to());
    if (vm == null || copy == null) return;
    var lease = copy.seen().lease();
    boolean arrived = copy.seen().run() == VmRun.RUNNING && lease != null && lease.leaderIsOurs();
    if (arrived) {
      VmReportRules.handOver(t, vm, migration, "its destination holds the lease: " + because);
    } else if (t.now - Math.max(goneSinceNanos, vm.changedNanos()) >= ARRIVES_NANOS) {
      DoubleRunRules.destroy(t, vm, migration.to(), "migration did not arrive: " + because);
    }
  }

  /// A migration whose outcome is unknown, or whose source died, ends once both ends are known.
  static void tick(Turn t) {
    for (var vm : t.queue.values()) {
      var migration = vm.migration();
      if (migration == null || migration.command() != null) continue;
      resolve(t, vm, migration);
    }
  }

  static boolean hasSpoken(HostRecord host, VmRecord.Migration migration) {
    var report = host.report();
    return host.status().answers()
        && report != null
        && !report.recovering()
        && host.reportNanos() > migration.sinceNanos();
  }

  private static void resolve(Turn t, VmRecord vm, VmRecord.Migration migration) {
    var from = t.hosts.get(migration.from());
    var to = t.hosts.get(migration.to());
    var entry = t.entry(vm.id());
    var space = entry == null ? null : entry.leaseDomain();
    if (from == null || to == null || !hasSpoken(to, migration)) return;
    boolean fromKnown = hasSpoken(from, migration);
    long goneSinceNanos = vm.changedNanos();
    if (!fromKnown && space != null) {
      var seen = Sights.host(to, space, from.id());
      fromKnown = seen != null && seen.sight().state() == SanlockHostState.DEAD;
      if (seen != null) {
        long dead = seen.sight().ioTimeout().hostDeadSeconds() * Turn.SECOND;
        goneSinceNanos = seen.lastChangeNanos() + dead;
      }
    }
    if (!fromKnown) return;
    boolean there = vm.copies().has(to.id());
    boolean here = from.status().answers() && vm.copies().has(from.id());
    if (there && !here) aborted(t, vm.id(), migration, goneSinceNanos, "its source is gone");
    var now = t.vms.get(vm.id());
    if (now == null || now.migration() == null || there) return;
    var draft = now.draft();
    draft.migration = null;
    t.update(draft);
  }
}
