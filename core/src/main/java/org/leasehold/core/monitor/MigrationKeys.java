package org.leasehold.core.monitor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.leasehold.core.engine.EngineState;
import org.leasehold.core.model.HostId;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.HostTopic;

/// Lets every host of the cluster move VMs to every other: each is given the public halves of the
/// others' migration keys, as soon as it is connected, by the engine that acts.
final class MigrationKeys {
  private static final Logger LOG = Logger.getLogger(MigrationKeys.class.getName());

  private final Lines lines;
  private final AtomicBoolean busy = new AtomicBoolean();

  /// The runs of agents that know each other, and the hosts there were.
  private record Done(List<Optional<HostTopic.Welcome>> agents, List<HostId> members) {}

  private final AtomicReference<Done> done = new AtomicReference<>(new Done(List.of(), List.of()));

  MigrationKeys(Lines lines) {
    this.lines = lines;
  }

  /// Does it on a thread of its own when a host has come or gone since; does not block.
  void look(EngineState state) {
    var document = state.document();
    if (document == null || !state.claim().acts()) return;
    var connected = lines.all().stream().filter(HostLine::isHeard).toList();
    var agents = connected.stream().map(HostLine::welcome).toList();
    var want = new Done(agents, List.copyOf(document.hosts().keySet()));
    if (done.get().equals(want) || !busy.compareAndSet(false, true)) return;
    Thread.ofVirtual()
        .name("migration keys")
        .start(
            () -> {
              try {
                exchange(state, connected, want.members());
                done.set(want);
              } finally {
                busy.set(false);
              }
            });
  }

  private static void exchange(EngineState state, List<HostLine> connected, List<HostId> members) {
    var keys = new ArrayList<HostTopic.PeerKey>();
    var able = new ArrayList<HostLine>();
    for (var line : connected) {
      try {
        var access = line.call(HostTopic.ACCESS, new HostTopic.Nothing());
        var key = access.migrationKey();
        if (key == null) continue;
        able.add(line);
        keys.add(new HostTopic.PeerKey(line.id(), key));
      } catch (CallException | IllegalArgumentException e) {
        LOG.log(Level.INFO, "{0}: {1}", new Object[] {line.entry().name(), e.getMessage()});
      }
    }
    for (var line : able) {
      var others = keys.stream().filter(key -> !key.host().equals(line.id())).toList();
      try {
        line.call(
            HostTopic.PUT_PEERS,
            new HostTopic.PutPeers(line.header(state.epoch(), "migration keys"), others, members));
      } catch (CallException e) {
        LOG.log(Level.INFO, "{0}: {1}", new Object[] {line.entry().name(), e.sentence()});
      }
    }
  }
}
