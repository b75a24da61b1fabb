package org.leasehold.core.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.engine.CommandId;
import org.leasehold.core.engine.EngineState;
import org.leasehold.core.engine.Memory;
import org.leasehold.core.engine.Pending;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.VmId;
import org.leasehold.core.protocol.Wire;

/// Keeps the rows of document, memory and deadlines like a state: writes what differs from what it
/// wrote last. What a failed commit left out is therefore in the next one.
@SuppressWarnings("ReferenceEquality") // the engine's tables are shared where nothing has changed
final class KnownRows {
  private @Nullable EngineState written;
  private Map<HostId, Memory.OfHost> hosts = new TreeMap<>();
  private Map<VmId, Memory.OfVm> vms = new TreeMap<>();
  private Map<CommandId, Pending> deadlines = new TreeMap<>();

  /// What a commit is about to make true; [#become] once it has.
  record Next(
      EngineState state,
      Map<HostId, Memory.OfHost> hosts,
      Map<VmId, Memory.OfVm> vms,
      Map<CommandId, Pending> deadlines) {}

  /// Within a transaction.
  ///
  /// @param wallMillis wall clock at `state.nowNanos()`
  Next write(Handle db, EngineState state, long wallMillis) {
    var last = written;
    if (last == null) forgetTheLastRun(db);
    var document = state.document();
    if (document != null && (last == null || last.document() != document)) {
      DocumentRows.write(db, document, wallMillis);
    }
    if (last == null || !last.epoch().equals(state.epoch())) {
      fact(db, "epoch", String.valueOf(state.epoch().value()));
    }
    var next = next(state);
    changes(db, hosts, next.hosts, "host_memory", "host", HostId::value, (id, m) -> json(m));
    changes(db, vms, next.vms, "vm_memory", "vm", VmId::text, (id, m) -> json(m));
    deadlines(db, next.deadlines, state, wallMillis);
    return next;
  }

  /// What of it still counts is in the state: the run began with it.
  private static void forgetTheLastRun(Handle db) {
    for (var table : List.of("host_memory", "vm_memory", "deadline")) {
      db.execute("DELETE FROM " + table);
    }
  }

  private Next next(EngineState state) {
    var last = written;
    var pending = new TreeMap<CommandId, Pending>();
    for (var entry : state.pending()) pending.put(entry.key(), entry.value());
    if (last != null
        && last.hosts() == state.hosts()
        && last.vms() == state.vms()
        && last.pending() == state.pending()) {
      return new Next(state, hosts, vms, pending);
    }
    var memory = state.memory();
    var ofHosts = new TreeMap<HostId, Memory.OfHost>();
    for (var host : memory.hosts()) ofHosts.put(host.host(), host);
    var ofVms = new TreeMap<VmId, Memory.OfVm>();
    for (var vm : memory.vms()) ofVms.put(vm.vm(), vm);
    return new Next(state, ofHosts, ofVms, pending);
  }

  void become(Next next) {
    written = next.state;
    hosts = next.hosts;
    vms = next.vms;
    deadlines = next.deadlines;
  }

  static void fact(Handle db, String name, String value) {
    db.execute("INSERT OR REPLACE INTO fact(name, value) VALUES (?, ?)", name, value);
  }

  private static String json(Object value) {
    return Wire.GSON.toJson(value);
  }

  private static <K, V> void changes(
      Handle db,
      Map<K, V> before,
      Map<K, V> after,
      String table,
      String key,
      Function<K, Object> column,
      BiFunction<K, V, String> body) {
    if (before == after) return;
    after.forEach(
        (id, value) -> {
          if (value.equals(before.get(id))) return;
          db.execute(
              "INSERT OR REPLACE INTO %s(%s, body) VALUES (?, ?)".formatted(table, key),
              column.apply(id),
              body.apply(id, value));
        });
    gone(before, after)
        .forEach(
            id ->
                db.execute("DELETE FROM %s WHERE %s = ?".formatted(table, key), column.apply(id)));
  }

  private static <K, V> List<K> gone(Map<K, V> before, Map<K, V> after) {
    var gone = new ArrayList<K>();
    for (var id : before.keySet()) if (!after.containsKey(id)) gone.add(id);
    return gone;
  }

  private void deadlines(
      Handle db, Map<CommandId, Pending> after, EngineState state, long wallMillis) {
    after.forEach(
        (id, pending) -> {
          if (deadlines.containsKey(id)) return;
          db.execute(
              "INSERT OR REPLACE INTO deadline(command, give_up_wall_millis, body) VALUES (?, ?, ?)",
              id.number(),
              wallMillis + (pending.giveUpNanos() - state.nowNanos()) / 1_000_000,
              StateJson.GSON.toJson(pending.command()));
        });
    for (var id : gone(deadlines, after)) {
      db.execute("DELETE FROM deadline WHERE command = ?", id.number());
    }
  }
}
