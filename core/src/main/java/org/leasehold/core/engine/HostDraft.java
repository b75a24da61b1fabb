package org.leasehold.core.engine;

import java.util.Collections;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.model.BootId;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.HostReport;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.model.StartAnswer;
import org.leasehold.core.model.VmId;

/// The next [HostRecord] in the making; lives inside one step.
final class HostDraft {
  private final HostId id;
  HostStatus status = HostStatus.UNASSIGNED;
  long changedNanos;
  @Nullable BootId boot;
  @Nullable HostReport report;
  long reportNanos;
  int failures;
  Table<LockspaceName, HostRecord.KnownLife> lives = Table.empty();
  Table<LockspaceName, HostRecord.SeenLife> newest = Table.empty();
  SortedMap<VmId, StartAnswer> answers = Collections.emptySortedMap();
  Table<LockspaceName, HostRecord.Look> looks = Table.empty();
  Table<LockspaceName, HostRecord.WatchList> watches = Table.empty();
  Table<VmId, VmId> vms = Table.empty();
  Table<VmId, VmId> copies = Table.empty();
  long usedMiB;
  @Nullable Treatment treatment;
  HostRecord.@Nullable Confirmation confirmation;
  String lacking = "";
  long recoveringSinceNanos = -1;
  boolean unfit;
  long powerNanos = -1;
  String powerFault = "";

  HostDraft(HostId id) {
    this.id = id;
  }

  HostDraft(HostRecord of) {
    id = of.id();
    status = of.status();
    changedNanos = of.changedNanos();
    boot = of.boot();
    report = of.report();
    reportNanos = of.reportNanos();
    failures = of.failures();
    lives = of.lives();
    newest = of.newest();
    answers = of.answers();
    looks = of.looks();
    watches = of.watches();
    vms = of.vms();
    copies = of.copies();
    usedMiB = of.usedMiB();
    treatment = of.treatment();
    confirmation = of.confirmation();
    lacking = of.lacking();
    recoveringSinceNanos = of.recoveringSinceNanos();
    unfit = of.unfit();
    powerNanos = of.powerNanos();
    powerFault = of.powerFault();
  }

  HostRecord done() {
    return new HostRecord(
        id,
        status,
        changedNanos,
        boot,
        report,
        reportNanos,
        failures,
        lives,
        newest,
        answers,
        looks,
        watches,
        vms,
        copies,
        usedMiB,
        treatment,
        confirmation,
        lacking,
        recoveringSinceNanos,
        unfit,
        powerNanos,
        powerFault);
  }
}
