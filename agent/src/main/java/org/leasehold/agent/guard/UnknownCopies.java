package org.leasehold.agent.guard;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Optional;
import org.leasehold.core.sanlock.SanlockClient;
import org.leasehold.core.sanlock.SanlockException;

/// VMs with a lease whose process this host's sanlock does not know: as long as there is one, no
/// lockspace is joined, because the join would make its lease free for others at once (S7 b).
///
/// Asks libvirt's files and not libvirt, so that the answer does not depend on it.
public final class UnknownCopies {
  private final Path libvirtRun;
  private final SanlockClient sanlock;

  public UnknownCopies(SanlockClient sanlock) {
    this(GuardLoop.Places.DEFAULT.libvirtRun(), sanlock);
  }

  UnknownCopies(Path libvirtRun, SanlockClient sanlock) {
    this.libvirtRun = libvirtRun;
    this.sanlock = sanlock;
  }

  /// @return one sentence that names them; empty if there is none, or nobody to ask
  public Optional<String> now() {
    var copies = new LeasedCopies(libvirtRun).now();
    if (copies.isEmpty()) return Optional.empty();
    try {
      var clients = sanlock.status().clients();
      var unknown = new ArrayList<String>();
      for (var copy : copies) {
        boolean known = clients.stream().anyMatch(client -> client.pid() == copy.pid());
        if (!known) unknown.add("%s (process %d)".formatted(copy.name(), copy.pid()));
      }
      if (unknown.isEmpty()) return Optional.empty();
      return Optional.of(
          "not joined: sanlock does not know the process of %s; it must end first"
              .formatted(String.join(", ", unknown)));
    } catch (SanlockException e) {
      return Optional.empty(); // Without a daemon there is nothing to join with.
    }
  }
}
