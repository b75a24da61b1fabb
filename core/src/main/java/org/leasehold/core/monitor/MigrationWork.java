package org.leasehold.core.monitor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.engine.Command;
import org.leasehold.core.engine.EngineState;
import org.leasehold.core.engine.VmRecord;
import org.leasehold.core.model.VmId;
import org.leasehold.core.protocol.HostTopic;

/// Migrations as work under way, read from what the engine knows: so one that an earlier run of the
/// engine began is shown too.
public final class MigrationWork {
  private static final String JOB = "migration ";

  private MigrationWork() {}

  /// What its progress is told under, and what it is cancelled by.
  public static String id(VmId vm) {
    return JOB + vm.text();
  }

  /// The VM of such an id; empty for other work.
  public static Optional<VmId> vm(String id) {
    return id.startsWith(JOB)
        ? Optional.of(new VmId(id.substring(JOB.length())))
        : Optional.empty();
  }

  /// @param told how far each is, by id; those that were told nothing of are shown without a figure
  public static List<Work> of(EngineState state, Map<String, HostTopic.Progress> told) {
    var names = new Names(state);
    var all = new ArrayList<Work>();
    for (var vm : moving(state).values()) {
      var migration = vm.migration();
      if (migration == null) continue;
      var title =
          "%s: %s → %s"
              .formatted(
                  names.plain(vm.id()), names.plain(migration.from()), names.plain(migration.to()));
      all.add(work(state, names, vm.id(), title, migration, told.get(id(vm.id()))));
    }
    return all;
  }

  /// Not all VMs are gone through: one that moves has a command, or needs attention.
  private static SortedMap<VmId, VmRecord> moving(EngineState state) {
    var all = new TreeMap<VmId, VmRecord>();
    for (var vm : state.queue().values()) all.put(vm.id(), vm);
    for (var pending : state.pending().values()) {
      if (!(pending.command() instanceof Command.MigrateVm move)) continue;
      var vm = state.vms().get(move.vm());
      if (vm != null) all.put(vm.id(), vm);
    }
    return all;
  }

  private static Work work(
      EngineState state,
      Names names,
      VmId vm,
      String title,
      VmRecord.Migration migration,
      HostTopic.@Nullable Progress told) {
    var id = id(vm);
    int percent = told == null ? -1 : told.percent();
    if (migration.command() == null) {
      var text =
          "how it ended is not known: %s and %s must report first"
              .formatted(names.plain(migration.from()), names.plain(migration.to()));
      return new Work(id, title, -1, text, false);
    }
    for (var pending : state.pending().values()) {
      if (pending.command() instanceof Command.CancelMigration stay && stay.vm().equals(vm)) {
        return new Work(id, title, percent, "is being cancelled", false);
      }
    }
    var text = percent < 0 ? "its memory is copied" : percent + " % of its memory is there";
    return new Work(id, title, percent, text, true);
  }
}
