package org.leasehold.core.sim;

import java.util.Arrays;

/// The sectors of a volume as plain fields: the fast kind.
final class FieldLeaseArea implements LeaseArea {
  private final Delta[] deltas;
  private final Leader[] leaders;
  private final long[] requested;
  private final boolean[] forced;
  private final boolean[] missing;

  FieldLeaseArea(int hosts, int leases) {
    deltas = new Delta[hosts + 1];
    Arrays.fill(deltas, Delta.NEVER);
    leaders = new Leader[leases];
    Arrays.fill(leaders, Leader.NEVER);
    requested = new long[leases];
    forced = new boolean[leases];
    missing = new boolean[leases];
  }

  @Override
  public Delta delta(int host) {
    return deltas[host];
  }

  @Override
  public void writeDelta(int host, Delta delta) {
    deltas[host] = delta;
  }

  @Override
  public Leader leader(int slot) {
    return leaders[slot];
  }

  @Override
  public void writeLeader(int slot, Leader leader) {
    leaders[slot] = leader;
  }

  @Override
  public long requestedVersion(int slot) {
    return requested[slot];
  }

  @Override
  public boolean requestIsForced(int slot) {
    return forced[slot];
  }

  @Override
  public void writeRequest(int slot, long version, boolean force) {
    requested[slot] = version;
    forced[slot] = force;
  }

  @Override
  public boolean exists(int slot) {
    return !missing[slot];
  }

  @Override
  public void remove(int slot) {
    missing[slot] = true;
    clear(slot);
  }

  @Override
  public void create(int slot) {
    missing[slot] = false;
    clear(slot);
  }

  private void clear(int slot) {
    leaders[slot] = Leader.NEVER;
    requested[slot] = 0;
    forced[slot] = false;
  }
}
