package org.leasehold.app.console.live;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.leasehold.core.engine.VmStatus;
import org.leasehold.core.monitor.Snapshot;
import org.leasehold.core.volume.Leader;
import org.leasehold.core.volume.VolumeSnapshot;

/// Who held each lease, version by version, as seen since the console began to look.
public final class LeaseHistory {
  private static final int KEPT = 20;

  private final TreeMap<String, List<Held>> byLease = new TreeMap<>();

  /// @param version of the lease
  /// @param owner host id
  /// @param fromMillis wall clock when it was first seen
  public record Held(long version, int owner, long fromMillis) {}

  /// What a volume says.
  public synchronized void add(VolumeSnapshot volume, long wallMillis) {
    volume
        .slots()
        .keySet()
        .forEach(
            slot ->
                volume
                    .lease(slot)
                    .ifPresent(
                        lease -> {
                          var leader = lease.leader();
                          boolean sound =
                              leader.magic() == Leader.PAXOS_MAGIC && leader.checksumHolds();
                          if (sound && leader.leaseVersion() > 0) {
                            add(
                                leader.resourceName(),
                                leader.leaseVersion(),
                                (int) leader.ownerId(),
                                wallMillis);
                          }
                        }));
  }

  /// What an engine says: who runs with which version.
  public synchronized void add(Snapshot snapshot) {
    for (var vm : snapshot.state().vms().values()) {
      var version = vm.version();
      var host = vm.host();
      if (version == null || host == null || vm.status() != VmStatus.UP) continue;
      add(
          vm.id().lease().text(),
          version.value(),
          host.value(),
          snapshot.wallMillis(vm.changedNanos()));
    }
  }

  private void add(String lease, long version, int owner, long wallMillis) {
    var held = byLease.computeIfAbsent(lease, _ -> new ArrayList<>());
    if (!held.isEmpty() && held.getFirst().version() >= version) return;
    held.addFirst(new Held(version, owner, wallMillis));
    while (held.size() > KEPT) held.removeLast();
  }

  /// Newest first.
  public synchronized List<Held> of(String lease) {
    var held = byLease.get(lease);
    return held == null ? List.of() : List.copyOf(held);
  }
}
