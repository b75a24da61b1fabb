package org.leasehold.agent.libvirt;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.leasehold.agent.vm.HypervisorException;
import org.leasehold.agent.vm.VmSeen;
import org.leasehold.core.model.VmId;

/// Reads what libvirt knows of domains, and frees what it gave.
final class DomainList {
  private static final int UUID_TEXT_BYTES = 37;

  private DomainList() {}

  static List<VmSeen> all(Pointer connect, PidFiles pids) throws HypervisorException {
    var array = new PointerByReference();
    int count = Virt.virConnectListAllDomains(connect, array, 0);
    if (count < 0) throw LibvirtError.last("listing the VMs");
    var seen = new ArrayList<VmSeen>(count);
    var domains = count == 0 ? new Pointer[0] : array.getValue().getPointerArray(0, count);
    try {
      for (var domain : domains) addIfThere(domain, pids, seen);
    } finally {
      for (var domain : domains) Virt.virDomainFree(domain);
      free(array.getValue());
    }
    return List.copyOf(seen);
  }

  /// One that ended between the listing and the look is left out.
  private static void addIfThere(Pointer domain, PidFiles pids, List<VmSeen> into)
      throws HypervisorException {
    try {
      into.add(seen(domain, pids));
    } catch (HypervisorException e) {
      if (e.kind() != HypervisorException.Kind.NO_SUCH_VM) throw e;
    }
  }

  static VmSeen seen(Pointer domain, PidFiles pids) throws HypervisorException {
    var state = new IntByReference();
    var reason = new IntByReference();
    var autostart = new IntByReference();
    if (Virt.virDomainGetState(domain, state, reason, 0) < 0) throw failed();
    int persistent = Virt.virDomainIsPersistent(domain);
    if (persistent < 0) throw failed();
    // A transient domain has no autostart, and asking is an error.
    boolean starts =
        persistent == 1
            && Virt.virDomainGetAutostart(domain, autostart) == 0
            && autostart.getValue() == 1;
    var name = Virt.virDomainGetName(domain);
    var power = Lifecycles.power(state.getValue(), reason.getValue());
    var pid = power.hasProcess() && name != null ? pids.of(name) : OptionalLong.empty();
    return new VmSeen(uuid(domain), name == null ? "" : name, power, pid, persistent == 1, starts);
  }

  static VmId uuid(Pointer domain) throws HypervisorException {
    var text = new byte[UUID_TEXT_BYTES];
    if (Virt.virDomainGetUUIDString(domain, text) < 0) throw failed();
    return new VmId(new String(text, 0, UUID_TEXT_BYTES - 1, StandardCharsets.US_ASCII));
  }

  static String xml(Pointer domain, int flags) throws HypervisorException {
    var text = Virt.virDomainGetXMLDesc(domain, flags);
    if (text == null) throw failed();
    try {
      return text.getString(0, StandardCharsets.UTF_8.name());
    } finally {
      free(text);
    }
  }

  static void free(@org.jspecify.annotations.Nullable Pointer memory) {
    if (memory != null) Native.free(Pointer.nativeValue(memory));
  }

  private static HypervisorException failed() {
    return LibvirtError.last("look at a VM");
  }
}
