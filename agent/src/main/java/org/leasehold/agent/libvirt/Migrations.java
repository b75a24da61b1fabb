package org.leasehold.agent.libvirt;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import org.leasehold.agent.vm.HypervisorException;
import org.leasehold.agent.vm.MigrationOrder;

/// Peer to peer, tunnelled through libvirt's own connection: no listening port (S18: pre-copy).
///
/// @see "libvirt docs/migration.rst: native peer to peer, tunnelled transport"
final class Migrations {
  private static final int LIVE = 1;
  private static final int PEER2PEER = 1 << 1;
  private static final int TUNNELLED = 1 << 2;
  private static final int UNSAFE = 1 << 9;
  private static final int ABORT_ON_ERROR = 1 << 12;

  private Migrations() {}

  static boolean run(Pointer domain, MigrationOrder order) throws HypervisorException {
    var params = new PointerByReference();
    var count = new IntByReference(0);
    var max = new IntByReference(0);
    try {
      Virt.virTypedParamsAddString(params, count, max, "destination_xml", order.targetXml());
      int flags = LIVE | PEER2PEER | TUNNELLED | ABORT_ON_ERROR;
      if (order.withoutStorageCheck()) flags |= UNSAFE;
      int result =
          Virt.virDomainMigrateToURI3(
              domain, order.targetUri(), params.getValue(), count.getValue(), flags);
      if (result < 0) throw LibvirtError.last("migration");
      return true;
    } finally {
      Virt.virTypedParamsFree(params.getValue(), count.getValue());
    }
  }
}
