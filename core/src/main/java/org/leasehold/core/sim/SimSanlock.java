package org.leasehold.core.sim;

import java.util.ArrayList;
import java.util.List;

/// The sanlock daemon of one host.
///
/// A crash leaves the leases on disk and the QEMUs alone; a hang is a frozen actor: no renewal, no
/// kill, no answer.
///
/// @see "sanlock src/main.c; measured: a daemon killed and started again knows no pid"
final class SimSanlock extends Actor {
  final SimHost host;
  private final List<SimLockspace> lockspaces = new ArrayList<>();
  private String hostName = "";
  private int starts;

  SimSanlock(SimHost host) {
    super(host.queue(), host);
    this.host = host;
  }

  /// @param sameName somebody started it with the name of the life before, against S11
  void start(boolean sameName) {
    if (isAlive()) return;
    begin();
    if (!sameName || hostName.isEmpty()) hostName = host.name + "-" + ++starts;
    host.world.log.line(nowNanos(), "host " + host.name, "sanlock starts, name=" + hostName);
  }

  void crash() {
    for (var lockspace : lockspaces) lockspace.daemonEnded();
    end();
  }

  void powerLost() {
    for (var lockspace : lockspaces) lockspace.powerLost();
  }

  String hostName() {
    return hostName;
  }

  SimLockspace lockspace(SimStore store) {
    while (lockspaces.size() <= store.index) {
      lockspaces.add(new SimLockspace(this, host.world.stores.get(lockspaces.size())));
    }
    return lockspaces.get(store.index);
  }

  /// `inquire`: -ESRCH or not.
  boolean knowsPid(SimCopy copy) {
    return isAlive() && copy.registeredInLife == life();
  }

  /// The holder's socket closed: its leases are released soon after.
  void holderEnded(SimCopy copy) {
    if (!knowsPid(copy) || !copy.vm.hasLease()) return;
    later(SimTime.millis(10), () -> lockspace(copy.vm.store).release(copy, copy.vm.slot));
  }

  boolean hasLockspace() {
    for (var lockspace : lockspaces) if (lockspace.isLinkedToWatchdog()) return true;
    return false;
  }
}
