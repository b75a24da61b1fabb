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

  /// The revision that the document got when disks moved while the VM ran (S5: snapshot, block
  /// copy): nobody has it until it is read from what runs.
  ///
  /// @param host where it runs
  /// @return empty where what runs there is not, or no longer, what the document says, or where it
  ///   may not be defined so: then the VM is not started until a person defines it
  Optional<VmTopic.Definition> ofWhatRuns(VmEntry entry, HostLine host) {
    try {
      var its = host.call(VmTopic.LIVE_DEFINITION, new VmTopic.FollowLive(entry.id(), true));
      var found = its.definition();
      boolean wanted = found.obstacles().isEmpty() && found.disks().equals(entry.disks());
      if (!wanted || its.basedOn() >= entry.revision()) return Optional.empty();
      var definition =
          new VmTopic.Definition(
              entry.id(),
              entry.name(),
              entry.revision(),
              entry.leaseDomain(),
              found.xml(),
              found.disks());
      keep(definition);
      return Optional.of(definition);
    } catch (CallException _) {
      // It ended meanwhile, or its host does not answer.
      return Optional.empty();
    }
  }
}
