package org.leasehold.agent.vm;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import org.leasehold.core.model.VmId;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.ErrorCode;

/// The VMs of this host the agent knows something of.
final class VmTable {
  private static final Duration BUSY_AT_MOST = Duration.ofSeconds(5);

  private final Map<VmId, VmRecord> records = new ConcurrentSkipListMap<>();
  private final Duration busyAtMost;

  VmTable() {
    this(BUSY_AT_MOST);
  }

  /// @param busyAtMost how long one operation waits for another one to end
  VmTable(Duration busyAtMost) {
    this.busyAtMost = busyAtMost;
  }

  VmRecord of(VmId vm) {
    return records.computeIfAbsent(vm, VmRecord::new);
  }

  List<VmRecord> all() {
    return List.copyOf(records.values());
  }

  void forget(VmId vm) {
    records.remove(vm);
  }

  /// Takes a VM for one operation; the caller unlocks `busy`.
  VmRecord taken(VmId vm) throws CallException, InterruptedException {
    var record = of(vm);
    if (!record.busy.tryLock(busyAtMost.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new CallException(
          ErrorCode.BUSY,
          "VM %s is busy: %s; try again when that has ended".formatted(vm, record.doing().words()));
    }
    return record;
  }
}
