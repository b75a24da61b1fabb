package org.leasehold.core.monitor;

import org.leasehold.core.model.HostId;
import org.leasehold.core.model.IoTimeout;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.model.VmId;

/// What a person can ask for that takes several steps on hosts and in the document. Each checks
/// first, does one step after the other, and says what was done and how to undo it where it stops.
public sealed interface Operation {
  /// Make an xleases volume on a host's path, join it on all hosts, take it into the document.
  ///
  /// @param path of the volume on every host
  /// @param sectorBytes 512 or 4096
  /// @param slotMiB 1, 2, 4 or 8
  record CreateStore(
      HostId host,
      LockspaceName domain,
      String path,
      int sectorBytes,
      int slotMiB,
      IoTimeout ioTimeout)
      implements Operation {}

  /// Take an existing volume of Leasehold's own layout into the document and join it everywhere.
  record AddStore(HostId host, String path) implements Operation {}

  /// Take a libvirt domain over.
  ///
  /// @param name libvirt's name of the domain on that host
  record Adopt(HostId host, String name, LockspaceName domain, boolean dryRun)
      implements Operation {}

  /// Give a VM back to libvirt.
  record Release(VmId vm) implements Operation {}
}
