package org.leasehold.app.cli.storage;

import org.jspecify.annotations.Nullable;
import org.leasehold.app.cli.cluster.Names;
import org.leasehold.core.model.HostId;

/// The host a person named, or the first of the cluster.
final class FirstHost {
  private FirstHost() {}

  static HostId of(Names names, @Nullable String named) throws Names.UnknownNameException {
    var hosts = names.document().hosts();
    if (named != null || hosts.isEmpty()) return names.host(named == null ? "" : named).id();
    return hosts.firstKey();
  }
}
