package org.leasehold.agent.libvirt;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.leasehold.agent.vm.HypervisorException;
import org.leasehold.core.model.VmId;

/// Which QEMU processes answer on their monitor: those that gave block statistics just now.
///
/// @see "libvirt include/libvirt/libvirt-domain.h: virConnectGetAllDomainStats"
final class Statistics {
  private static final int BLOCK = 1 << 5;
  private static final int ACTIVE = 1;
  private static final int NOWAIT = 1 << 29;

  /// virTypedParameter: 80 bytes of name, type, padding, 8 bytes of value.
  private static final int PARAMETER_BYTES = 96;

  private static final int NAME_BYTES = 80;
  private static final int VALUE_AT = 88;

  private Statistics() {}

  static List<VmId> answering(Pointer connect) throws HypervisorException {
    var array = new PointerByReference();
    int count = Virt.virConnectGetAllDomainStats(connect, BLOCK, array, ACTIVE | NOWAIT);
    if (count < 0) throw LibvirtError.last("statistics");
    try {
      var answering = new ArrayList<VmId>();
      var records = count == 0 ? new Pointer[0] : array.getValue().getPointerArray(0, count);
      for (var record : records) {
        if (answered(record)) answering.add(DomainList.uuid(record.getPointer(0)));
      }
      return List.copyOf(answering);
    } finally {
      Virt.virDomainStatsRecordListFree(array.getValue());
    }
  }

  /// A VM without disks has nothing to ask QEMU for, and counts as answering.
  private static boolean answered(Pointer record) {
    @Nullable Pointer params = record.getPointer(8);
    int count = record.getInt(16);
    if (params == null) return false;
    for (int i = 0; i < count; i++) {
      long at = (long) i * PARAMETER_BYTES;
      var name = params.getString(at, StandardCharsets.US_ASCII.name());
      if (name.length() >= NAME_BYTES) continue;
      if (name.equals("block.count") && params.getInt(at + VALUE_AT) == 0) return true;
      if (name.endsWith(".rd.reqs")) return true;
    }
    return false;
  }
}
