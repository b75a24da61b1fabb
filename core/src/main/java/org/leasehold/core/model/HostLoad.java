package org.leasehold.core.model;

/// How busy a host's processors are.
///
/// @param hundredths average number of tasks that ran or waited in the last minute, in hundredths:
///   250 is 2.5
/// @see "proc_loadavg(5): first field; tasks that wait for a disk count too"
public record HostLoad(int hundredths) {
  public HostLoad {
    if (hundredths < 0) throw new IllegalArgumentException("load below 0: " + hundredths);
  }
}
