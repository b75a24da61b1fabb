package org.leasehold.core.engine;

import org.jspecify.annotations.Nullable;
import org.leasehold.core.model.AgentInstance;
import org.leasehold.core.model.BootId;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.HostReport;
import org.leasehold.core.model.LeaseVersion;
import org.leasehold.core.model.LiveDisks;
import org.leasehold.core.model.VmId;

/// The next [VmRecord] in the making; lives inside one step.
final class VmDraft {
  final VmId id;
  VmStatus status = VmStatus.UNASSIGNED;
  long changedNanos;
  @Nullable HostId host;
  @Nullable BootId boot;
  @Nullable LeaseVersion version;
  ExitStatus exit = ExitStatus.UNKNOWN;
  String exitText = "";
  StartEvidence.@Nullable ExitReported exitReport;
  boolean handsOff;
  @Nullable LiveDisks disks;
  Table<HostId, Copy> copies = Table.empty();
  @Nullable Restart restart;
  @Nullable CommandId start;
  VmRecord.@Nullable Migration migration;
  long migrateAfterNanos;
  long stopAskedNanos = -1;
  long trustReport;
  @Nullable AgentInstance trustAgent;
  @Nullable HostId plan;
  long readySinceNanos = -1;
  @Nullable Explanation explanation;
  @Nullable Prediction prediction;
  Table<String, String> alerts = Table.empty();

  VmDraft(VmId id) {
    this.id = id;
  }

  VmDraft(VmRecord of) {
    id = of.id();
    status = of.status();
    changedNanos = of.changedNanos();
    host = of.host();
    boot = of.boot();
    version = of.version();
    exit = of.exit();
    exitText = of.exitText();
    exitReport = of.exitReport();
    handsOff = of.handsOff();
    disks = of.disks();
    copies = of.copies();
    restart = of.restart();
    start = of.start();
    migration = of.migration();
    migrateAfterNanos = of.migrateAfterNanos();
    stopAskedNanos = of.stopAskedNanos();
    trustReport = of.trustReport();
    trustAgent = of.trustAgent();
    plan = of.plan();
    readySinceNanos = of.readySinceNanos();
    explanation = of.explanation();
    prediction = of.prediction();
    alerts = of.alerts();
  }

  /// What its host reports in this run of its agent, up to one after the last, says nothing about
  /// its absence.
  void trustOnlyAfter(@Nullable HostReport last) {
    trustReport = last == null ? 0 : last.number() + 1;
    trustAgent = last == null ? null : last.agent();
  }

  VmRecord done() {
    return new VmRecord(
        id,
        status,
        changedNanos,
        host,
        boot,
        version,
        exit,
        exitText,
        exitReport,
        handsOff,
        disks,
        copies,
        restart,
        start,
        migration,
        migrateAfterNanos,
        stopAskedNanos,
        trustReport,
        trustAgent,
        plan,
        readySinceNanos,
        explanation,
        prediction,
        alerts);
  }
}
