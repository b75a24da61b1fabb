package org.leasehold.core.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.model.HaMode;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.VmEntry;
import org.leasehold.core.model.VmId;
import org.leasehold.core.model.Wanted;

/// The one restart queue: who is in it, whose turn it is, when the next try comes.
final class QueueRules {
  private QueueRules() {}

  /// Puts a VM into the queue, if it is one that has to be kept running.
  static void enqueue(Turn t, VmDraft draft, VmId vm, String cause, boolean asked) {
    var entry = t.entry(vm);
    if (entry == null || draft.restart != null) return;
    if (!asked && notKept(t, draft, entry) != null) return;
    draft.restart = Restart.queued(cause, asked, t.now);
    draft.readySinceNanos = -1;
    t.log(Severity.INFO, "vm.queued", t.name(vm), "queued for restart", cause);
  }

  /// Why a VM is not one that must be running; null when it is.
  static @Nullable String notKept(Turn t, VmDraft draft, VmEntry entry) {
    if (entry.wanted().state() == Wanted.State.OFF) {
      return "it is being shut down on purpose: wanted off by " + entry.wanted().by();
    }
    if (entry.wanted().state() == Wanted.State.MAINTENANCE) {
      return "left alone for maintenance by " + entry.wanted().by();
    }
    var restart = draft.restart;
    if (restart != null && restart.asked()) return null;
    if (entry.mode() == HaMode.OFF) return "HA is off for it";
    if (t.restored && !entry.isProtected() && draft.exit == ExitStatus.UNKNOWN) {
      return "the journal was restored from a backup and it has no lease";
    }
    return draft.status == VmStatus.DOWN && draft.exit == ExitStatus.NORMAL
        ? "it ended normally: " + draft.exitText
        : null;
  }

  /// Every queued VM, highest priority first.
  static void considerAll(Turn t) {
    var ids = new ArrayList<VmId>();
    for (var id : t.queue.keys()) ids.add(id);
    consider(t, ids);
  }

  static void consider(Turn t, List<VmId> vms) {
    if (vms.isEmpty()) return;
    var waiting = new ArrayList<VmEntry>();
    for (var id : vms) {
      var queued = t.queue.get(id);
      var entry = t.entry(id);
      if (queued != null && queued.restart() != null && entry != null) waiting.add(entry);
    }
    waiting.sort(Comparator.comparingInt(VmEntry::priority).reversed().thenComparing(VmEntry::id));
    var round = new QueueRound(t);
    for (var entry : waiting) round.consider(entry);
  }

  /// Events that may have made room wake every VM that waits for its next try (W22).
  static void wake(Turn t, String because) {
    var ids = new ArrayList<VmId>();
    for (var vm : t.queue.values()) {
      var restart = vm.restart();
      if (restart != null
          && restart.phase() == Restart.Phase.DOWN
          && restart.nextTryNanos() > t.now) {
        ids.add(vm.id());
        var draft = vm.draft();
        draft.restart = restart.tryAt(t.now);
        t.update(draft);
        t.log(Severity.INFO, "vm.woken", t.name(vm.id()), "next try now", because);
      }
    }
    consider(t, ids);
  }

  /// A try failed on `host` (null: no host could take it): another host, or the next try.
  static void failed(Turn t, VmDraft draft, VmId vm, @Nullable HostId host, String because) {
    var restart = draft.restart;
    draft.plan = null;
    if (restart == null) return;
    var settings = t.settings().restart();
    if (host != null && restart.refusedBy().size() + 1 < settings.hostsPerTry()) {
      draft.restart = restart.refusedOn(host);
      return;
    }
    int failures = restart.failures() + 1;
    var delay =
        failures < settings.retryShortCount() ? settings.retryShort() : settings.retryLong();
    draft.restart = restart.failed(t.now + delay.toNanos());
    t.log(
        Severity.WARNING,
        "vm.restart.failed",
        t.name(vm),
        "try " + failures + " failed, next in " + delay.toSeconds() + " s",
        because);
  }

  /// The start came before its time, which is no failure of the VM or the host: the next try waits
  /// for fresh evidence, and a little.
  static void tooEarly(Turn t, VmDraft draft, VmId vm, String because) {
    var restart = draft.restart;
    if (restart == null) return;
    var delay = t.settings().restart().retryShort();
    draft.restart = restart.at(Restart.Phase.DOWN).tryAt(t.now + delay.toNanos());
    t.log(
        Severity.WARNING,
        "vm.restart.early",
        t.name(vm),
        "next try in " + delay.toSeconds() + " s",
        because);
  }
}
