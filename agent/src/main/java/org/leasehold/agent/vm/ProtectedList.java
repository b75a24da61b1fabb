package org.leasehold.agent.vm;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.leasehold.agent.hook.ProtectedDisks;
import org.leasehold.agent.journal.DurableFile;
import org.leasehold.agent.lease.LeaseProof;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.model.VmId;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.VmTopic.Definition;
import org.leasehold.core.sanlock.DaemonStatus;

/// Keeps the list that libvirt's hook reads (S6): which disks belong to a protected VM, and where
/// its lease is on this host.
///
/// A VM whose lease cannot be found at the moment stays on the list as it was: the hook must not
/// forget a disk because a lockspace is not joined yet.
final class ProtectedList {
  private static final Logger LOG = Logger.getLogger(ProtectedList.class.getName());

  private final VmParts parts;
  private final Path place;

  ProtectedList(VmParts parts, Path place) {
    this.parts = parts;
    this.place = place;
  }

  /// All of them.
  void refresh(DaemonStatus status) {
    keep(found(status, parts.store().all()));
  }

  /// One that was kept, changed or forgotten just now: the hook is to know it before anybody is
  /// told. Where its lease cannot be found now, the next look at all of them finds it.
  void refresh(VmId vm) {
    var kept = parts.store().get(vm).stream().toList();
    try {
      keep(kept.isEmpty() ? Map.of() : found(parts.desk().status(), kept));
    } catch (CallException e) {
      keep(Map.of());
    }
  }

  private Map<Definition, ProtectedDisks.Vm> found(
      DaemonStatus status, Collection<Definition> definitions) {
    var found = new HashMap<Definition, ProtectedDisks.Vm>();
    for (var kept : definitions) {
      var lockspace = kept.lockspace();
      if (lockspace == null) continue;
      try {
        found.put(kept, found(status, kept, lockspace));
      } catch (CallException _) {
        // It stays as it was.
      }
    }
    return found;
  }

  private synchronized void keep(Map<Definition, ProtectedDisks.Vm> found) {
    try {
      var before = read();
      var known = new HashMap<String, ProtectedDisks.Vm>();
      for (var vm : before.vms()) known.put(vm.uuid(), vm);
      var vms = new ArrayList<ProtectedDisks.Vm>();
      for (var kept : parts.store().all()) {
        if (kept.lockspace() == null) continue;
        var vm = found.getOrDefault(kept, known.get(kept.vm().text()));
        if (vm != null) vms.add(vm);
      }
      var now = new ProtectedDisks(vms);
      if (now.equals(before)) return;
      DurableFile.write(place, now.text().getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      LOG.log(Level.WARNING, "the list of protected disks cannot be kept in " + place, e);
    }
  }

  private ProtectedDisks read() throws IOException {
    var bytes = DurableFile.read(place);
    if (bytes.isEmpty()) return new ProtectedDisks(List.of());
    return ProtectedDisks.parse(new String(bytes.get(), StandardCharsets.UTF_8), new ArrayList<>());
  }

  private ProtectedDisks.Vm found(DaemonStatus status, Definition kept, LockspaceName lockspace)
      throws CallException {
    var lease = parts.desk().find(status, lockspace, kept.vm());
    int host = LeaseProof.life(status, lease).map(life -> life.host().value()).orElse(0);
    return new ProtectedDisks.Vm(
        kept.vm().text(),
        lockspace.text(),
        lease.lease().text(),
        lease.place().offsetBytes(),
        host,
        lease.place().file(),
        kept.disks().sources(),
        kept.name());
  }
}
