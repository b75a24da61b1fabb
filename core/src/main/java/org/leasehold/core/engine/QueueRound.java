package org.leasehold.core.engine;

import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.VmEntry;

/// One pass over some of the queue: what several VMs of the same step share.
final class QueueRound {
  private static final String NO_HOST = "no host can run it";

  private final Turn t;
  private @Nullable Room room;
  private @Nullable VmEntry blocking;
  private boolean blockingKnown;
  private boolean hasRepacked;
  private @Nullable SortedMap<HostId, Integer> startsUnder;

  QueueRound(Turn t) {
    this.t = t;
  }

  private Room room() {
    if (room == null) room = Room.of(t);
    return room;
  }

  void consider(VmEntry entry) {
    var vm = t.vms.get(entry.id());
    if (vm == null) return;
    var restart = vm.restart();
    if (restart == null) return;
    boolean free = restart.phase() == Restart.Phase.DOWN && vm.start() == null;
    if (!free && t.holds(Safeguard.VM_LOCK)) return;
    var draft = vm.draft();
    String notKept = QueueRules.notKept(t, draft, entry);
    if (notKept != null) {
      leave(draft, entry, notKept);
      return;
    }
    if (waits(draft, entry, restart) || !planned(draft, entry, vm, restart)) {
      t.update(draft);
      return;
    }
    var target = draft.plan == null ? null : t.hosts.get(draft.plan);
    if (target == null) return;
    var owner = LeftBehind.owner(t, vm, entry, target);
    if (owner != null) {
      if (!toOwner(draft, entry, owner)) {
        t.update(draft);
        return;
      }
      target = owner;
    }
    int under = startsOn(target.id());
    if (under >= t.settings().restart().startsPerHostMax()) {
      String on = t.name(target.id());
      t.explain(draft, vm.id(), "start cap", () -> under + " starts under way on " + on);
      t.update(draft);
      mayBlock(entry);
      return;
    }
    if (StartFunnel.attempt(t, draft, entry, target)) {
      if (!Room.reserves(t, vm)) room().take(target.id(), entry.memoryMiB());
      mayBlock(entry);
      startsUnder().merge(target.id(), 1, Integer::sum);
    } else {
      draft.prediction = Predictions.of(t, draft, entry, target);
      t.update(draft);
    }
  }

  private void leave(VmDraft draft, VmEntry entry, String because) {
    draft.restart = null;
    draft.plan = null;
    draft.prediction = null;
    t.explain(draft, entry.id(), "not wanted", because);
    t.update(draft);
  }

  /// Whether it has to wait for something other than evidence; says so.
  private boolean waits(VmDraft draft, VmEntry entry, Restart restart) {
    var pause = t.pause;
    if (pause != null) {
      t.explain(draft, entry.id(), "HA paused", pause.reason());
      return true;
    }
    if (!t.settings().restart().enabled() && !restart.asked()) {
      t.explain(draft, entry.id(), "restart switched off", "setting restart.enabled");
      return true;
    }
    if (t.now < restart.nextTryNanos()) {
      var before = draft.explanation;
      if (before != null && before.condition().equals(NO_HOST)) return true;
      t.explain(
          draft,
          entry.id(),
          "next try",
          () ->
              "in %s, after %d failed"
                  .formatted(Turn.seconds(restart.nextTryNanos() - t.now), restart.failures()));
      return true;
    }
    return isBlocked(draft, entry, restart);
  }

  /// Higher priority or start-after, for at most the cap in all.
  private boolean isBlocked(VmDraft draft, VmEntry entry, Restart restart) {
    String by = blocker(entry);
    if (by == null) return false;
    long since = restart.blockedSinceNanos() < 0 ? t.now : restart.blockedSinceNanos();
    var cap = t.settings().restart().priorityCap();
    if (t.hasPassed(since, cap)) return false;
    draft.restart = restart.blockedSince(since);
    t.explain(
        draft,
        entry.id(),
        "waits for others",
        () ->
            "%s, waited %s of at most %d s"
                .formatted(by, Turn.seconds(t.now - since), cap.toSeconds()));
    return true;
  }

  private @Nullable String blocker(VmEntry entry) {
    for (var after : entry.startAfter()) {
      var first = t.queue.get(after);
      if (first != null && first.restart() != null) return "after " + t.name(after);
    }
    var first = blocking();
    return first != null && first.priority() > entry.priority()
        ? "%s has priority %d, it has %d"
            .formatted(t.name(first.id()), first.priority(), entry.priority())
        : null;
  }

  /// Of the VMs that hold others up, the one with the highest priority; null when there is none.
  private @Nullable VmEntry blocking() {
    if (blockingKnown) return blocking;
    blockingKnown = true;
    for (var other : t.queue.values()) {
      var restart = other.restart();
      if (restart != null && blocks(other, restart)) mayBlock(t.entry(other.id()));
    }
    return blocking;
  }

  private void mayBlock(@Nullable VmEntry entry) {
    if (entry == null) return;
    if (blocking == null || entry.priority() > blocking.priority()) blocking = entry;
  }

  /// A VM that cannot start for want of evidence or of a host holds nobody up.
  private boolean blocks(VmRecord vm, Restart restart) {
    if (restart.phase() == Restart.Phase.STARTING) return true;
    var explanation = vm.explanation();
    return explanation != null && explanation.condition().equals("start cap");
  }

  /// Makes sure that `draft.plan` is a host that can take it; false when there is none.
  private boolean planned(VmDraft draft, VmEntry entry, VmRecord vm, Restart restart) {
    var plan = draft.plan == null ? null : t.hosts.get(draft.plan);
    boolean reserved = plan != null && Room.reserves(t, vm);
    if (plan != null
        && !restart.refusedBy().contains(plan.id())
        && Placement.unsuitable(t, entry, plan) == null
        && (reserved || room().freeMiB(plan.id()) >= entry.memoryMiB())) {
      return true;
    }
    if (plan != null && reserved) room().take(plan.id(), -entry.memoryMiB());
    var choice = Placement.choose(t, entry, restart.refusedBy(), room());
    draft.plan = choice.host();
    if (choice.host() != null) {
      if (Room.reserves(t, vm)) room().take(choice.host(), entry.memoryMiB());
      return true;
    }
    if (repacked(draft, entry)) return true;
    if (!restart.refusedBy().isEmpty()) {
      QueueRules.failed(
          t, draft, entry.id(), null, "no further host: " + String.join("; ", choice.reasons()));
      return false;
    }
    // No try was made, so none has failed; events that make room wake it before.
    draft.restart = restart.tryAt(t.now + t.settings().restart().retryShort().toNanos());
    t.explain(
        draft,
        entry.id(),
        NO_HOST,
        () -> choice.reasons().isEmpty() ? "no host" : String.join("; ", choice.reasons()));
    return false;
  }

  /// Its lease is held by a host that does not run it any more: only that host can start it.
  private boolean toOwner(VmDraft draft, VmEntry entry, HostRecord owner) {
    String not = Placement.unsuitable(t, entry, owner);
    boolean planned = owner.id().equals(draft.plan);
    if (not == null && !planned && room().freeMiB(owner.id()) < entry.memoryMiB()) {
      not = "needs %d MiB".formatted(entry.memoryMiB());
    }
    String on = t.name(owner.id());
    String cannot = not == null ? "" : ", and cannot: " + not;
    boolean sure = LeftBehind.isSure(t, draft, owner);
    var report = owner.report();
    if (!sure || not != null || report == null) {
      t.explain(
          draft,
          entry.id(),
          LeftBehind.CONDITION,
          () -> "held by " + on + ", which runs it no more; only that host can start it" + cannot);
      return false;
    }
    var exit = draft.exitReport;
    if (exit == null || !exit.host().equals(owner.id())) {
      draft.exitReport = EvidenceReading.notShown(t, owner, report);
    }
    var vm = t.vms.get(entry.id());
    if (!planned && vm != null && Room.reserves(t, vm)) {
      room().take(owner.id(), entry.memoryMiB());
    }
    draft.plan = owner.id();
    return true;
  }

  /// No room as planned: plans all waiting VMs anew, exactly, where that is not too many. Once in a
  /// step.
  private boolean repacked(VmDraft draft, VmEntry entry) {
    if (hasRepacked) return false;
    hasRepacked = true;
    var plan = PlanRules.repack(t, entry);
    var host = plan.get(entry.id());
    if (host == null) return false;
    draft.plan = host;
    room = null;
    return true;
  }

  private int startsOn(HostId host) {
    return startsUnder().getOrDefault(host, 0);
  }

  private SortedMap<HostId, Integer> startsUnder() {
    var counted = startsUnder;
    if (counted != null) return counted;
    counted = new TreeMap<>();
    for (var pending : t.pending.values()) {
      if (pending.command() instanceof Command.StartVm start) {
        counted.merge(start.host(), 1, Integer::sum);
      }
    }
    startsUnder = counted;
    return counted;
  }
}
