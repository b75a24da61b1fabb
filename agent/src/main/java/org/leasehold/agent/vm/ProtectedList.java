package org.leasehold.agent.vm;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.leasehold.agent.hook.ProtectedDisks;
import org.leasehold.agent.journal.DurableFile;
import org.leasehold.agent.lease.LeaseProof;
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

  void refresh(DaemonStatus status) {
    try {
      var before = read();
      var known = new HashMap<String, ProtectedDisks.Vm>();
      for (var vm : before.vms()) known.put(vm.uuid(), vm);
      var now = new ProtectedDisks(listed(status, known));
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

  private List<ProtectedDisks.Vm> listed(
      DaemonStatus status, Map<String, ProtectedDisks.Vm> known) {
    var vms = new ArrayList<ProtectedDisks.Vm>();
    for (var kept : parts.store().all()) {
      if (kept.lockspace() == null) continue;
      try {
        vms.add(found(status, kept));
      } catch (CallException e) {
        var before = known.get(kept.vm().text());
        if (before != null) vms.add(before);
      }
    }
    return vms;
  }

  private ProtectedDisks.Vm found(DaemonStatus status, Definition kept) throws CallException {
    var lockspace = java.util.Objects.requireNonNull(kept.lockspace());
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
