package org.leasehold.core.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.VmEntry;
import org.leasehold.core.model.VmId;

/// What the engine would say to a migration or a maintenance, before anybody asks for it. By the
/// same rules; nothing is changed.
public final class Moves {
  private Moves() {}

  /// A host a VM could be moved to.
  ///
  /// @param host which
  /// @param not why it would be refused, for people; null when it would not
  /// @param freeMiB memory that is left there with everything promised taken off, in MiB
  public record Target(HostId host, @Nullable String not, long freeMiB) {}

  /// Where a VM of a drained host goes.
  ///
  /// @param vm which
  /// @param to null when no host can take it now
  /// @param why why not, host by host; empty when one can
  public record Way(VmId vm, @Nullable HostId to, String why) {}

  /// Every host but the one where it runs, by host id.
  public static List<Target> of(EngineState state, VmId vm) {
    var t = new Turn(new Engine(), state, state.nowNanos());
    var record = t.vms.get(vm);
    var targets = new ArrayList<Target>();
    if (record == null || !t.hasDocument()) return targets;
    var room = Room.of(t);
    for (var host : t.hosts.values()) {
      if (record.isOn(host.id())) continue;
      targets.add(
          new Target(
              host.id(), MigrationRules.refusal(t, record, host.id()), room.freeMiB(host.id())));
    }
    return targets;
  }

  /// Every host a VM that is down could be started on, by host id; memory left aside.
  public static List<Target> starts(EngineState state, VmId vm) {
    var t = new Turn(new Engine(), state, state.nowNanos());
    var targets = new ArrayList<Target>();
    var entry = t.hasDocument() ? t.entry(vm) : null;
    if (entry == null) return targets;
    var room = Room.of(t);
    for (var host : t.hosts.values()) {
      targets.add(
          new Target(host.id(), Placement.unsuitable(t, entry, host), room.freeMiB(host.id())));
    }
    return targets;
  }

  /// Where the VMs of a host would go, in the order they are moved.
  public static List<Way> draining(EngineState state, HostId from) {
    var t = new Turn(new Engine(), state, state.nowNanos());
    var ways = new ArrayList<Way>();
    var host = t.hosts.get(from);
    if (host == null || !t.hasDocument()) return ways;
    var entries = new ArrayList<VmEntry>();
    for (var vm : host.vms().keys()) {
      var entry = t.entry(vm);
      var record = t.vms.get(vm);
      boolean there = record != null && record.status() != VmStatus.DOWN;
      if (entry != null && there) entries.add(entry);
    }
    entries.sort(Comparator.comparingInt(VmEntry::priority).reversed().thenComparing(VmEntry::id));
    var room = Room.of(t);
    for (var entry : entries) ways.add(way(t, entry, from, room));
    return ways;
  }

  private static Way way(Turn t, VmEntry entry, HostId from, Room room) {
    var choice = Placement.choose(t, entry, List.of(from), room);
    var to = choice.host();
    var record = t.vms.get(entry.id());
    if (to == null || record == null) {
      return new Way(entry.id(), null, String.join("; ", choice.reasons()));
    }
    String not = MigrationRules.refusal(t, record, to);
    if (not != null) return new Way(entry.id(), null, not);
    room.take(to, entry.memoryMiB());
    return new Way(entry.id(), to, "");
  }
}
