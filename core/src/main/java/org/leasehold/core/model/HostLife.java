package org.leasehold.core.model;

import java.util.Comparator;

/// One life of a host id: what owns a lease. The same host after a reboot is another life.
public record HostLife(HostId host, Generation generation) implements Comparable<HostLife> {
  private static final Comparator<HostLife> ORDER =
      Comparator.comparing(HostLife::host).thenComparing(HostLife::generation);

  @Override
  public int compareTo(HostLife other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return "host " + host + " generation " + generation;
  }
}
