package org.leasehold.core.monitor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.leasehold.core.engine.EngineState;
import org.leasehold.core.model.ClusterDocument;
import org.leasehold.core.model.FenceDevice;
import org.leasehold.core.model.HostId;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.ClusterTopic;
import org.leasehold.core.protocol.HostTopic;

/// Sees that every host keeps the passwords of all other hosts' power devices: one that lacks some
/// is given them by another. This engine holds them for that moment only and writes none down.
final class PowerSecrets {
  private static final Logger LOG = Logger.getLogger(PowerSecrets.class.getName());
  private static final long RETRY_NANOS = Duration.ofSeconds(20).toNanos();

  private final Lines lines;
  private final EngineClock clock;
  private final AtomicBoolean busy = new AtomicBoolean();
  private long triedNanos = -RETRY_NANOS;

  /// The runs of agents that have all, and what there was to have.
  private record Done(List<Optional<HostTopic.Welcome>> agents, List<List<String>> wanted) {}

  private final AtomicReference<Done> done = new AtomicReference<>(new Done(List.of(), List.of()));

  PowerSecrets(Lines lines, EngineClock clock) {
    this.lines = lines;
    this.clock = clock;
  }

  /// By the decision thread, every tick; does not block.
  void look(EngineState state) {
    var document = state.document();
    if (document == null || !state.claim().acts()) return;
    var connected = lines.all().stream().filter(HostLine::isHeard).toList();
    var want =
        new Done(
            connected.stream().map(HostLine::welcome).toList(),
            connected.stream().map(line -> wanted(document, line.id())).toList());
    if (done.get().equals(want)) return;
    if (want.wanted().stream().allMatch(List::isEmpty)
        && done.get().wanted().stream().allMatch(List::isEmpty)) {
      return;
    }
    if (clock.nanos() - triedNanos < RETRY_NANOS || !busy.compareAndSet(false, true)) return;
    triedNanos = clock.nanos();
    Thread.ofVirtual()
        .name("power secrets")
        .start(
            () -> {
              try {
                if (exchange(state, document, connected)) done.set(want);
              } finally {
                busy.set(false);
              }
            });
  }

  /// The secrets a host needs to switch the others; its own it does not need.
  static List<String> wanted(ClusterDocument document, HostId keeper) {
    return document.hosts().values().stream()
        .filter(host -> !host.id().equals(keeper))
        .flatMap(host -> host.fence().devices().stream())
        .map(FenceDevice::secret)
        .filter(name -> !name.isEmpty())
        .toList();
  }

  /// @return whether every connected host has what it needs
  private static boolean exchange(
      EngineState state, ClusterDocument document, List<HostLine> connected) {
    Map<HostId, List<String>> held = new HashMap<>();
    for (var line : connected) {
      var names = keep(state, line, wanted(document, line.id()), new TreeMap<>());
      names.ifPresent(all -> held.put(line.id(), all));
    }
    boolean all = held.size() == connected.size();
    for (var line : connected) {
      var has = held.get(line.id());
      if (has == null) continue;
      var lacking = new ArrayList<>(wanted(document, line.id()));
      lacking.removeAll(has);
      if (lacking.isEmpty()) continue;
      var given = new TreeMap<String, String>();
      for (var other : connected) {
        var its = held.getOrDefault(other.id(), List.of());
        var can = lacking.stream().filter(its::contains).toList();
        if (!can.isEmpty()) given.putAll(get(state, other, can));
      }
      if (!given.isEmpty()) keep(state, line, wanted(document, line.id()), given);
      all &= given.keySet().containsAll(lacking);
    }
    return all;
  }

  private static Optional<List<String>> keep(
      EngineState state, HostLine line, List<String> wanted, SortedMap<String, String> given) {
    try {
      var header = line.header(state.epoch(), "passwords of power devices");
      var kept =
          line.call(ClusterTopic.KEEP_SECRETS, new ClusterTopic.KeepSecrets(header, wanted, given));
      return Optional.of(kept.held());
    } catch (CallException e) {
      LOG.log(Level.INFO, "{0}: {1}", new Object[] {line.entry().name(), e.sentence()});
      return Optional.empty();
    }
  }

  private static Map<String, String> get(EngineState state, HostLine line, List<String> names) {
    try {
      var header = line.header(state.epoch(), "passwords of power devices for another host");
      return line.call(ClusterTopic.GET_SECRETS, new ClusterTopic.GetSecrets(header, names))
          .secrets();
    } catch (CallException e) {
      LOG.log(Level.INFO, "{0}: {1}", new Object[] {line.entry().name(), e.sentence()});
      return Map.of();
    }
  }
}
