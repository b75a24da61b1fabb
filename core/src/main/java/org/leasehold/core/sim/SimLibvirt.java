package org.leasehold.core.sim;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.model.ExitMark;

/// libvirtd of one host with its sanlock lock driver.
///
/// It registers a QEMU with sanlock before exec, acquires at CPU start, releases at every pause,
/// and goes on without a lease, silently, where sanlock does not know the pid or `lock_manager` is
/// unset.
///
/// @see "libvirt src/locking/lock_driver_sanlock.c, src/locking/domain_lock.c"
final class SimLibvirt extends Actor {
  /// How a CPU start or resume ended.
  sealed interface CpuStart {
    record Runs() implements CpuStart {}

    record Refused(AcquireResult result) implements CpuStart {}
  }

  final SimHost host;

  /// False: libvirtd runs with an older `qemu.conf` without `lock_manager`, so `<lease>` means
  /// nothing; the file says otherwise, and only a proven start finds out (S3).
  boolean lockManagerSet = true;

  SimLibvirt(SimHost host) {
    super(host.queue(), host);
    this.host = host;
  }

  /// Starts a QEMU paused. Null when libvirtd cannot: down, the lock driver finds no daemon, or it
  /// runs a domain of this UUID already.
  @Nullable SimCopy createPaused(SimVm vm, boolean withLease) {
    if (!isRunning()) return null;
    boolean locks = lockManagerSet && withLease && vm.hasLease();
    if (locks && !host.sanlock.isAlive()) return null;
    for (var other : host.copies) if (other.vm == vm && !other.byHand) return null;
    var copy = new SimCopy(vm, host, host.world.nextPid(), withLease && vm.hasLease());
    if (locks) copy.registeredInLife = host.sanlock.life();
    host.copies.add(copy);
    vm.copies.add(copy);
    host.world.copyChanged(copy);
    return copy;
  }

  /// CPU start: first start, resume, or the end of an incoming migration.
  void startCpus(SimCopy copy, String because, Consumer<CpuStart> answer) {
    if (!copy.leaseInXml || !lockManagerSet || !host.sanlock.knowsPid(copy)) {
      copy.cpusStarted(because + ", no lease taken");
      answer.accept(new CpuStart.Runs());
      return;
    }
    copy.lockspace()
        .acquire(
            copy,
            copy.vm.slot,
            result -> {
              if (!copy.exists()) return;
              if (result instanceof AcquireResult.Acquired acquired) {
                copy.cpusStarted(because + ", lease version " + acquired.version());
                answer.accept(new CpuStart.Runs());
              } else {
                if (copy.state() == SimCopy.State.PREPARED)
                  copy.ended(ExitMark.START_FAILED, "lease refused");
                answer.accept(new CpuStart.Refused(result));
              }
            });
  }

  void cpusStopped(SimCopy copy) {
    if (!isAlive()) return;
    if (host.sanlock.knowsPid(copy) && copy.vm.hasLease()) {
      copy.lockspace().release(copy, copy.vm.slot);
    }
    host.agent.libvirtEvent();
  }

  void copyEnded(SimCopy copy) {
    if (isRunning() && host.agent.isRunning()) host.agent.rules.endedNow(copy);
  }

  void suspendByPerson(SimCopy copy) {
    if (isRunning()) copy.paused(SimCopy.Pause.BY_PERSON, "suspended by a person");
  }

  /// ACPI: the guest goes down by itself.
  void shutdown(SimCopy copy, ExitMark mark) {
    if (!isRunning()) return;
    copy.later(
        host.world.chance.between(SimTime.seconds(2), SimTime.seconds(15)),
        () -> {
          if (copy.state() == SimCopy.State.RUNNING) copy.ended(mark, "guest went down");
        });
  }

  void destroy(SimCopy copy, ExitMark mark, String because) {
    if (isRunning()) copy.signal(true, mark, because);
  }
}
