package org.leasehold.agent.guard;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// One QEMU process that the guard watches, from its first sight until its last thread is gone.
final class Copy {
  final long pid;
  final long startTicks;
  private final long sinceNanos;
  private final Map<LibvirtStatus.Lease, LeaseWatch> leases = new LinkedHashMap<>();
  private LibvirtStatus status;
  private long ranNanos = Long.MAX_VALUE;
  private boolean cpusRan;

  boolean termSent;
  Optional<Moment> killedAt = Optional.empty();
  boolean calledUncovered;

  Copy(LibvirtStatus status, long startTicks, long sinceNanos) {
    this.pid = status.pid();
    this.startTicks = startTicks;
    this.sinceNanos = sinceNanos;
    this.status = status;
  }

  LibvirtStatus status() {
    return status;
  }

  void status(LibvirtStatus latest) {
    status = latest;
  }

  boolean cpusRan() {
    return cpusRan;
  }

  LeaseWatch watch(LibvirtStatus.Lease lease) {
    return leases.computeIfAbsent(lease, one -> new LeaseWatch(pid, one, sinceNanos));
  }

  /// To be called once at each look.
  void lookAtCpus() {
    long ran = ProcFile.ranNanos(pid, status.cpuThreads());
    cpusRan = ran > ranNanos;
    ranNanos = ran;
  }

  boolean isThere() {
    return ProcFile.startTicks(pid) == startTicks && ProcFile.isAlive(pid);
  }

  OptionalLong sinceKillMs(Moment now) {
    return killedAt
        .map(then -> OptionalLong.of((now.bootNanos() - then.bootNanos()) / 1_000_000))
        .orElse(OptionalLong.empty());
  }

  GuardEvent event(String what, String why) {
    return new GuardEvent(what, status.name(), status.uuid(), pid, why);
  }
}
