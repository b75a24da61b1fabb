package org.leasehold.core.sim;

/// One fault of a run: what, when, for how long, where.
///
/// @param atNanos simulated time
/// @param lastsNanos until it is mended
/// @param host index from 0; ignored where the kind touches none
/// @param store index from 0
/// @param vm index from 0
/// @param engine index from 0
/// @param amount what the kind needs: nanoseconds of delay, parts per million; else 0
public record Fault(
    FaultKind kind,
    long atNanos,
    long lastsNanos,
    int host,
    int store,
    int vm,
    int engine,
    long amount) {

  static Fault of(FaultKind kind, long atNanos, long lastsNanos, int host, int vm) {
    return new Fault(kind, atNanos, lastsNanos, host, 0, vm, 0, 0);
  }

  @Override
  public String toString() {
    var where =
        switch (kind.touches()) {
          case HOST -> "host " + (host + 1);
          case CLUSTER -> "all hosts";
          case PATH -> "host " + (host + 1) + " store " + (store + 1);
          case STORE -> "store " + (store + 1);
          case VM -> "vm " + (vm + 1);
          case ENGINE -> "engine " + (engine + 1);
        };
    return "%s s %s %s for %s s"
        .formatted(SimTime.text(atNanos), kind.word(), where, SimTime.text(lastsNanos));
  }
}
