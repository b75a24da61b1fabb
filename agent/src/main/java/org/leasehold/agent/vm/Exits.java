package org.leasehold.agent.vm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.leasehold.agent.vm.VmHappening.Ended;
import org.leasehold.agent.vm.VmHappening.PoweringDown.Side;
import org.leasehold.core.model.ExitEvidence;
import org.leasehold.core.model.ExitMark;
import org.leasehold.core.model.VmId;

/// How a VM ended, as raw marks: what the hypervisor told, QEMU's last words, what the agent itself
/// had asked for, and whether lockspace or host were going down.
///
/// @see "spec ovirt-ha 1.4"
final class Exits {
  private static final int SIGKILL = 9;

  private final QemuLog log;
  private final GuardWords guard;
  private final Predicate<VmId> leaseFailing;
  private final BooleanSupplier hostGoingDown;

  /// @param leaseFailing sanlock is ending, or has just ended, the holders of that VM's lockspace
  /// @param hostGoingDown the operating system is shutting down
  Exits(
      QemuLog log, GuardWords guard, Predicate<VmId> leaseFailing, BooleanSupplier hostGoingDown) {
    this.log = log;
    this.guard = guard;
    this.leaseFailing = leaseFailing;
    this.hostGoingDown = hostGoingDown;
  }

  /// The hypervisor told the end.
  ExitEvidence told(VmRecord record, String name, Ended.End how) {
    var marks = new ArrayList<ExitMark>();
    var text = new ArrayList<String>();
    text.add(how.toString());
    int signal = 0;
    var lastWords = log.lastWords(name);
    if (lastWords.signal() != 0) {
      signal = lastWords.signal();
      text.add(lastWords.text());
    }
    if (record.hasPanicked()) text.add("the guest panicked");
    addWish(record, marks);
    if (signal == 0 && how == Ended.End.FAILED && killedByUs(record)) signal = SIGKILL;
    switch (how) {
      case MIGRATED_AWAY -> marks.add(ExitMark.MIGRATED_AWAY);
      case SAVED -> marks.add(ExitMark.SAVED);
      case SHUT_DOWN -> marks.addAll(shutDown(record, signal));
      case CRASHED -> marks.add(ExitMark.QEMU_LOST);
      case FAILED -> {
        if (record.doing() == VmRecord.Doing.MIGRATING_IN) {
          marks.add(ExitMark.MIGRATION_TARGET_FAILED);
        } else if (record.doing() == VmRecord.Doing.STARTING) {
          marks.add(ExitMark.START_FAILED);
        } else {
          marks.add(ExitMark.QEMU_LOST);
        }
      }
      case DESTROYED, REPLACED_BY_SNAPSHOT -> {
        if (record.wish() == VmRecord.Wish.NONE)
          text.add("ended through libvirt, not by Leasehold");
      }
    }
    boolean byItself = how != Ended.End.MIGRATED_AWAY && how != Ended.End.SAVED;
    var guarded = byItself ? guarded(record) : Optional.<String>empty();
    if (guarded.isPresent()) {
      marks.add(ExitMark.GUARD_KILL);
      text.add("lease guard: " + guarded.get());
    } else if (byItself && (lastWords.isFromSanlock() || leaseKilled(record, how, signal))) {
      marks.add(ExitMark.LEASE_KILL);
    }
    if (byItself && hostGoingDown.getAsBoolean()) marks.add(ExitMark.HOST_GOING_DOWN);
    return new ExitEvidence(marks, signal, String.join("; ", text));
  }

  private Optional<String> guarded(VmRecord record) {
    var pid = record.seen().map(VmSeen::pid).orElse(OptionalLong.empty());
    return pid.isEmpty() ? Optional.empty() : guard.whyEnded(record.vm, pid.getAsLong());
  }

  private static void addWish(VmRecord record, List<ExitMark> marks) {
    switch (record.wish()) {
      case NONE -> {}
      case STOP -> marks.add(ExitMark.REQUESTED_STOP);
      case REBOOT -> marks.add(ExitMark.REBOOT);
      case DESTROY -> marks.add(ExitMark.QEMU_LOST);
      case PAUSED_TOO_LONG -> marks.add(ExitMark.PAUSED_TOO_LONG);
      case UNPROVEN -> marks.add(ExitMark.GUARD_KILL);
    }
  }

  private static boolean killedByUs(VmRecord record) {
    return switch (record.wish()) {
      case UNPROVEN, DESTROY, PAUSED_TOO_LONG -> true;
      case NONE, STOP, REBOOT -> false;
    };
  }

  private static List<ExitMark> shutDown(VmRecord record, int signal) {
    if (signal != 0 || record.shutBy() == Side.HOST) return List.of(ExitMark.HOST_SHUTDOWN);
    return record.shutBy() == Side.GUEST ? List.of(ExitMark.GUEST_SHUTDOWN) : List.of();
  }

  /// Nobody here ended it, the guest did not, and its lockspace fails: sanlock did.
  private boolean leaseKilled(VmRecord record, Ended.End how, int signal) {
    if (record.wish() != VmRecord.Wish.NONE || record.hasPanicked()) return false;
    boolean guest = how == Ended.End.SHUT_DOWN && signal == 0 && record.shutBy() == Side.GUEST;
    return !guest && leaseFailing.test(record.vm);
  }

  /// Nobody told: it was there, and is not any more. libvirt's log of the VM may still know.
  ExitEvidence vanished(VmRecord record, String name, boolean sameBoot) {
    var words = log.lastWords(name);
    var text = new ArrayList<String>();
    text.add(sameBoot ? "gone while nobody was told" : "its host has booted since");
    if (!words.text().isEmpty()) text.add(words.text());
    if (!words.reason().isEmpty()) text.add("libvirt's log: reason=" + words.reason());
    var why = String.join("; ", text);
    // The lease of an earlier boot may still count as held: only a new look at it tells.
    if (!sameBoot) return new ExitEvidence(List.of(ExitMark.HOST_REBOOTED), words.signal(), why);
    var marks = new ArrayList<ExitMark>();
    addWish(record, marks);
    marks.add(logged(words).orElse(ExitMark.DOMAIN_LOST));
    if (words.isFromSanlock() || leaseFailing.test(record.vm)) marks.add(ExitMark.LEASE_KILL);
    if (hostGoingDown.getAsBoolean()) marks.add(ExitMark.HOST_GOING_DOWN);
    int signal = killedByUs(record) ? SIGKILL : words.signal();
    return new ExitEvidence(marks, signal, why);
  }

  /// What the log is sure of. `destroyed` is not among it: it does not say who asked, and
  /// `shutdown` with a signal is the host's doing, not the guest's.
  private static Optional<ExitMark> logged(QemuLog.LastWords words) {
    return switch (words.reason()) {
      case "shutdown" ->
          Optional.of(words.signal() == 0 ? ExitMark.GUEST_SHUTDOWN : ExitMark.HOST_SHUTDOWN);
      case "crashed" -> Optional.of(ExitMark.QEMU_LOST);
      case "migrated" -> Optional.of(ExitMark.MIGRATED_AWAY);
      case "saved" -> Optional.of(ExitMark.SAVED);
      default -> Optional.empty();
    };
  }
}
