package org.leasehold.core.engine;

import org.jspecify.annotations.Nullable;
import org.leasehold.core.model.HostId;

/// The open case of a host that does not answer; stays open and is judged again until it ends.
///
/// @param openedNanos when it became non-responsive
/// @param stage how far it has come
/// @param stageNanos since when
/// @param heldBy the first gate that failed at the last review, empty when none
/// @param probes what other hosts' agents found when they tried to reach it (S17)
/// @param command the fencing command under way: the host's fence lock, null when free
/// @param failedProxy the host through whose agent the power operation of this stage failed
///   already, null when none
/// @param offTimestampSeconds its heartbeat when its power was verified off, negative before; a
///   later one means that the fence lied
public record Treatment(
    long openedNanos,
    Stage stage,
    long stageNanos,
    String heldBy,
    Table<HostId, Probe> probes,
    @Nullable CommandId command,
    @Nullable HostId failedProxy,
    long offTimestampSeconds) {
  /// In this order; none is left out silently.
  public enum Stage {
    OPEN,
    SOFT_FENCING,
    SOFT_FENCED,
    RESETTING,
    POWERING_OFF,
    OFF,
    POWERING_ON,
    WAITING_FOR_BOOT
  }

  /// One vantage.
  public record Probe(boolean reachable, long atNanos) {}

  static Treatment opened(long nowNanos) {
    return new Treatment(nowNanos, Stage.OPEN, nowNanos, "", Table.empty(), null, null, -1);
  }

  Treatment at(Stage next, long nowNanos) {
    return new Treatment(openedNanos, next, nowNanos, "", probes, null, null, offTimestampSeconds);
  }

  Treatment heldBy(String gate) {
    return new Treatment(
        openedNanos, stage, stageNanos, gate, probes, command, failedProxy, offTimestampSeconds);
  }

  Treatment running(Stage next, CommandId id, long nowNanos) {
    return new Treatment(
        openedNanos, next, nowNanos, "", probes, id, failedProxy, offTimestampSeconds);
  }

  Treatment with(HostId from, Probe probe) {
    return new Treatment(
        openedNanos,
        stage,
        stageNanos,
        heldBy,
        probes.with(from, probe),
        command,
        failedProxy,
        offTimestampSeconds);
  }

  Treatment failedThrough(HostId proxy) {
    return new Treatment(
        openedNanos, stage, stageNanos, heldBy, probes, command, proxy, offTimestampSeconds);
  }

  Treatment off(long timestampSeconds, long nowNanos) {
    return new Treatment(
        openedNanos, Stage.OFF, nowNanos, "", probes, null, null, timestampSeconds);
  }

  /// It has booted since: nothing more can show that its power device lied.
  Treatment wentOff() {
    return new Treatment(openedNanos, stage, stageNanos, heldBy, probes, command, failedProxy, -1);
  }
}
