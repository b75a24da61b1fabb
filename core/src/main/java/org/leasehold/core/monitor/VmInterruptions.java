package org.leasehold.core.monitor;

import java.time.Duration;
import org.leasehold.core.engine.VmRecord;
import org.leasehold.core.engine.VmStatus;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.PauseReason;
import org.leasehold.core.model.VmEntry;
import org.leasehold.core.model.VmId;
import org.leasehold.core.model.Wanted;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.VmTopic;

/// A VM stands still for a while because a person wants it so, and goes on: what is wanted stays.
///
/// A reboot is a cold one: the guest shuts down, its process ends with its lease, and the engine
/// starts it like any other, with the lease proven. libvirt's own reboot by ACPI asks for the lease
/// a second time and ends the VM.
record VmInterruptions(OperationDesk.Steps steps) {
  private static final Duration GUEST_MAX = Duration.ofMinutes(3);
  private static final long LOOK_AGAIN_MILLIS = 100;

  /// What is known of a VM, and the host it is on.
  private record There(VmEntry entry, VmRecord record, HostId host, HostLine line) {
    String name() {
      return entry.name();
    }

    String hostName() {
      return line.entry().name();
    }
  }

  private There there(VmId vm, VmStatus must, String what) throws OperationRefused {
    steps.requireActing();
    var entry = steps.document().vms().get(vm);
    var record = steps.state().vms().get(vm);
    if (entry == null || record == null) {
      throw OperationRefused.untouched("no VM " + vm + " in this cluster");
    }
    var host = record.host();
    if (record.status() != must || record.migration() != null || host == null) {
      throw OperationRefused.untouched(
          "%s is %s; only a VM that is %s can be %s"
              .formatted(
                  entry.name(),
                  record.migration() == null ? record.status().word() : "on its way elsewhere",
                  must.word(),
                  what));
    }
    if (record.copies().size() > 1) {
      throw OperationRefused.untouched(
          "%s is seen on more than one host; that is settled first".formatted(entry.name()));
    }
    return new There(entry, record, host, steps.up(host));
  }

  Answer pause(Operation.PauseVm ask) throws OperationRefused, CallException {
    var there = there(ask.vm(), VmStatus.UP, "paused");
    steps.say("pausing %s on %s".formatted(there.name(), there.hostName()));
    there.line().call(VmTopic.PAUSE, one(there, "paused"));
    return new Answer.Done(
        "%s is paused on %s%s"
            .formatted(
                there.name(),
                there.hostName(),
                there.entry().isProtected()
                    ? " and has given its lease up; no host starts it elsewhere while it is paused"
                    : ""));
  }

  Answer resume(Operation.ResumeVm ask) throws OperationRefused, CallException {
    var there = there(ask.vm(), VmStatus.PAUSED, "resumed");
    if (why(there) == PauseReason.POST_COPY) {
      throw OperationRefused.untouched(
          "%s stands still in a post-copy migration that broke off; it cannot be resumed"
              .formatted(there.name()));
    }
    if (there.record().start() != null) {
      throw OperationRefused.untouched(
          "%s is just being started; look again when that is over".formatted(there.name()));
    }
    steps.say("resuming %s on %s".formatted(there.name(), there.hostName()));
    there.line().call(VmTopic.RESUME, one(there, "resumed"));
    return new Answer.Done(
        "%s runs again on %s%s"
            .formatted(
                there.name(),
                there.hostName(),
                there.entry().isProtected() ? ", and its lease is proven" : ""));
  }

  private static PauseReason why(There there) {
    var copy = there.record().copies().get(there.host());
    var why = copy == null ? null : copy.seen().pause();
    return why == null ? PauseReason.USER : why;
  }

  private VmTopic.OneVm one(There there, String what) throws CallException {
    var why = "%s is to be %s".formatted(there.name(), what);
    return new VmTopic.OneVm(steps.header(there.line(), why), there.entry().id());
  }

  Answer reboot(Operation.RebootVm ask)
      throws OperationRefused, CallException, InterruptedException {
    var there = there(ask.vm(), VmStatus.UP, "rebooted");
    if (there.entry().wanted().state() != Wanted.State.RUNNING) {
      throw OperationRefused.untouched(
          "%s is %s, so nobody would start it again"
              .formatted(
                  there.name(),
                  there.entry().wanted().state() == Wanted.State.OFF
                      ? "wanted off"
                      : "left alone for maintenance"));
    }
    if (steps.state().pause() != null) {
      throw OperationRefused.untouched(
          "HA is paused, so nobody would start %s again; end the pause first"
              .formatted(there.name()));
    }
    long begunNanos = steps.state().nowNanos();
    steps.say("the guest of %s is asked to shut down".formatted(there.name()));
    there
        .line()
        .call(
            VmTopic.REBOOT,
            new VmTopic.Reboot(
                steps.header(there.line(), there.name() + " is to be rebooted"),
                ask.vm(),
                GUEST_MAX.toMillis()));
    steps.say("%s has shut down and is started again".formatted(there.name()));
    return startedAgain(there, begunNanos);
  }

  /// @param begunNanos engine time; a status it has had for longer is that of its old life
  private Answer startedAgain(There there, long begunNanos)
      throws OperationRefused, InterruptedException {
    long until = System.nanoTime() + steps.waits().runsAgain().toNanos();
    while (System.nanoTime() < until) {
      var now = steps.state().vms().get(there.entry().id());
      if (now == null) break;
      var host = now.host();
      boolean anew = now.changedNanos() > begunNanos;
      if (anew && now.status() == VmStatus.UP && host != null) {
        var at = steps.document().hosts().get(host);
        return new Answer.Done(
            "%s runs again on %s".formatted(there.name(), at == null ? host : at.name()));
      }
      Thread.sleep(LOOK_AGAIN_MILLIS);
    }
    throw OperationRefused.halfWay(
        "%s has shut down and does not run again yet: %s"
            .formatted(there.name(), steps.state().explain(there.entry().id())));
  }
}
