package org.leasehold.agent.guard;

import java.nio.file.Path;
import java.util.List;

/// The VMs with a lease whose process is alive on this host, by libvirt's files: the answer does
/// not depend on libvirt, which may have been stopped.
public final class LeasedCopies {
  private final Path libvirtRun;

  public LeasedCopies() {
    this(GuardLoop.Places.DEFAULT.libvirtRun());
  }

  LeasedCopies(Path libvirtRun) {
    this.libvirtRun = libvirtRun;
  }

  /// @param pid of QEMU
  public record Alive(String name, long pid) {}

  public List<Alive> now() {
    var copies = new Copies(libvirtRun);
    copies.look(System.nanoTime());
    return copies.all().stream()
        .filter(copy -> !copy.status().leases().isEmpty())
        .map(copy -> new Alive(copy.status().name(), copy.pid))
        .toList();
  }
}
