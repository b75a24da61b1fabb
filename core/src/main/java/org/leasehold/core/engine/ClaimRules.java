package org.leasehold.core.engine;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.model.Epoch;
import org.leasehold.core.model.HostId;

/// The claim: kept by a moving step counter, given up when this engine sees too little (S16, S20).
final class ClaimRules {
  private ClaimRules() {}

  static void changed(Turn t, Claim claim, Epoch epoch) {
    if (epoch.compareTo(t.epoch) > 0) t.epoch = epoch;
    become(t, claim, "epoch " + t.epoch);
  }

  private static void become(Turn t, Claim claim, String because) {
    if (t.claim == claim) return;
    t.log(
        claim == Claim.LOST ? Severity.ERROR : Severity.INFO,
        "engine.claim",
        "engine",
        t.claim.name().toLowerCase(Locale.ROOT) + " -> " + claim.name().toLowerCase(Locale.ROOT),
        because);
    t.claim = claim;
    t.claimSinceNanos = t.now;
    t.beatNanos = t.now;
    for (var vm : t.queue.values()) {
      var draft = vm.draft();
      draft.readySinceNanos = -1;
      t.update(draft);
    }
  }

  static void tick(Turn t, long previousTickNanos) {
    var watching = t.settings().watching();
    if (t.holds(Safeguard.CLAIM)
        && t.claim.acts()
        && t.now - previousTickNanos >= watching.claimEnds().toNanos()) {
      become(t, Claim.LOST, "no step for " + Turn.seconds(t.now - previousTickNanos));
      return;
    }
    if (!t.claim.acts()) return;
    String over = sawTooLittle(t);
    if (t.hasDocument() && t.document().home() == null) over = "its store was removed";
    if (over != null) {
      t.tell(new Command.ReleaseClaim(t.header(null, over)));
      become(t, Claim.LOST, "claim given up: " + over);
    } else if (t.hasPassed(t.beatNanos, watching.claimBeat())) {
      t.beat++;
      t.beatNanos = t.now;
      t.tell(new Command.HoldClaim(t.header(null, "step " + t.beat), t.beat));
    }
  }

  private static @Nullable String sawTooLittle(Turn t) {
    boolean early = t.now - t.claimSinceNanos < Duration.ofMinutes(1).toNanos();
    return early || !t.holds(Safeguard.CLAIM) ? null : reachesTooFew(t.hosts, t.ownHost);
  }

  /// Fewer than half of the hosts, or only the one it runs on: such an engine holds no claim, and
  /// seeks none (S16).
  static @Nullable String reachesTooFew(Table<HostId, HostRecord> hosts, @Nullable HostId ownHost) {
    int all = 0;
    int reached = 0;
    boolean ownOnly = true;
    for (var host : hosts.values()) {
      all++;
      if (!host.status().answers() && host.status() != HostStatus.CONNECTING) continue;
      reached++;
      if (!host.id().equals(ownHost)) ownOnly = false;
    }
    if (all == 0) return null;
    if (reached * 2 < all) return "reaches %d of %d hosts".formatted(reached, all);
    return ownOnly && all > 1 ? "reaches only its own host" : null;
  }

  /// A jump of time: everything known is old; look before any act. A long one ends the claim.
  static void jumped(Turn t, long jumpMillis) {
    t.log(
        Severity.WARNING,
        "engine.time.jumped",
        "engine",
        "look again before any act",
        "%d ms were missed".formatted(jumpMillis));
    if (!t.holds(Safeguard.LOOK_AGAIN)) return;
    t.lookedSinceNanos = t.now;
    t.lastTickNanos = t.now;
    for (var host : t.hosts.values()) {
      var draft = host.draft();
      draft.failures = 0;
      draft.looks = Table.empty();
      t.update(draft);
    }
    boolean over = jumpMillis >= t.settings().watching().claimEnds().toMillis();
    if (over && t.claim.acts()) become(t, Claim.LOST, jumpMillis + " ms were missed");
  }
}
