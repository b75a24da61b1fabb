package org.leasehold.core.sim;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// S11: a lockspace that was not left is joined under a new name only 8N + 60 after its last
/// renewal, and none is left while a lease is held in it.
///
/// The same name again is a fault of people (`sanlock-rejoin`), not of the rule.
final class LockspacesAreLeftClean extends Invariant {
  /// The joining host's clock may be fast by 3,200 parts in a million of 220 s.
  private static final long SLACK_NANOS = SimTime.seconds(1);

  /// @param delta the record as it stood after its last write
  private record Written(Delta delta, long atNanos) {}

  /// By store, then by host id.
  private final List<@Nullable Written[]> last = new ArrayList<>();

  LockspacesAreLeftClean(World world) {
    super(world, "S11");
  }

  private @Nullable Written[] row(SimStore store) {
    while (last.size() <= store.index) last.add(new Written[world.hosts.size() + 1]);
    return last.get(store.index);
  }

  private @Nullable Written note(SimStore store, SimHost host) {
    var row = row(store);
    var before = row[host.id];
    row[host.id] = new Written(store.area.delta(host.id), world.queue.nowNanos());
    return before;
  }

  @Override
  void deltaWritten(SimStore store, SimHost host, long generation) {
    var before = note(store, host);
    if (before == null || before.delta().generation() == generation) return;
    var name = store.area.delta(host.id).hostName();
    if (before.delta().isFree() || before.delta().hostName().equals(name)) return;
    long since = world.queue.nowNanos() - before.atNanos();
    if (since < SimTime.seconds(store.io.hostDeadSeconds()) - SLACK_NANOS) {
      violated(
          "%s joins %s as %s %s s after the last renewal of %s"
              .formatted(host, store, name, SimTime.text(since), before.delta().hostName()));
    }
  }

  @Override
  void deltaFreed(SimStore store, SimHost host) {
    note(store, host);
  }

  @Override
  void lockspaceLeft(SimLockspace lockspace, List<SimLockspace.Held> held) {
    for (var lease : held) {
      violated("%s is left, and %s holds a lease in it".formatted(lockspace.store, lease.holder()));
    }
  }
}
