package org.leasehold.core.sim;

import java.util.List;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.LockspaceName;

/// What somebody pulls to see what would happen; it stays pulled.
public sealed interface Plug {
  /// The hosts it touches; none where it is about a whole store.
  List<HostId> hosts();

  /// A host loses power and does not come back.
  record Power(HostId host) implements Plug {
    @Override
    public List<HostId> hosts() {
      return List.of(host);
    }
  }

  /// Two hosts lose power at once.
  record TwoHosts(HostId first, HostId second) implements Plug {
    @Override
    public List<HostId> hosts() {
      return List.of(first, second);
    }
  }

  /// A host's management network: engine and other hosts do not reach it, its storage goes on.
  record Management(HostId host) implements Plug {
    @Override
    public List<HostId> hosts() {
      return List.of(host);
    }
  }

  /// A host's way to every store: I/O neither ends nor fails.
  record StoragePath(HostId host) implements Plug {
    @Override
    public List<HostId> hosts() {
      return List.of(host);
    }
  }

  /// A store, for every host.
  record Store(LockspaceName store) implements Plug {
    @Override
    public List<HostId> hosts() {
      return List.of();
    }
  }
}
