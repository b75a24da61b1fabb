package org.leasehold.core.monitor;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.leasehold.core.model.VmEntry;
import org.leasehold.core.model.VmId;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.VmTopic;

/// VM definitions as the engine keeps them, read from whichever host has the newest, so that every
/// host can be given it.
final class Definitions {
  private final Map<VmId, VmTopic.Definition> kept = new ConcurrentHashMap<>();

  void keep(VmTopic.Definition one) {
    kept.merge(one.vm(), one, (a, b) -> a.revision() >= b.revision() ? a : b);
  }

  void forget(VmId vm) {
    kept.remove(vm);
  }

  /// The definition the document names, if any host in reach has it.
  Optional<VmTopic.Definition> wanted(VmEntry entry, Iterable<HostLine> lines) {
    var mine = kept.get(entry.id());
    if (mine != null && mine.revision() >= entry.revision()) return Optional.of(mine);
    for (var line : lines) {
      if (!line.isUp()) continue;
      try {
        var theirs = line.call(VmTopic.GET_DEFINITION, new VmTopic.Named(entry.id()));
        keep(theirs);
        if (theirs.revision() >= entry.revision()) return Optional.of(theirs);
      } catch (CallException _) {
        // That host has none, or does not answer; the next may.
      }
    }
    return Optional.empty();
  }
}
