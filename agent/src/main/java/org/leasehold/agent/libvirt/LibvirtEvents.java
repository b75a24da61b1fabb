package org.leasehold.agent.libvirt;

import com.sun.jna.Callback;
import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.leasehold.agent.vm.HypervisorException;
import org.leasehold.agent.vm.VmHappening;
import org.leasehold.agent.vm.VmHappening.DeviceAdded;
import org.leasehold.agent.vm.VmHappening.DeviceRemoved;
import org.leasehold.agent.vm.VmHappening.JobEnded;
import org.leasehold.agent.vm.VmHappening.Rebooted;
import org.leasehold.agent.vm.VmHappening.StorageTrouble;
import org.leasehold.agent.vm.VmHappening.WatchdogFired;
import org.leasehold.core.model.VmId;

/// The domain events of one connection, handed on as they come.
///
/// The callbacks run on the event thread: they only translate, and never call libvirt for more than
/// the uuid, which is in memory. They stay in fields until the connection is gone, or the JVM would
/// crash in the next one.
///
/// @see "libvirt include/libvirt/libvirt-domain.h: virDomainEventID"
final class LibvirtEvents {
  private static final int LIFECYCLE = 0;
  private static final int REBOOT = 1;
  private static final int WATCHDOG = 3;
  private static final int IO_ERROR_REASON = 6;
  private static final int DEVICE_REMOVED = 15;
  private static final int DEVICE_ADDED = 19;
  private static final int JOB_COMPLETED = 22;
  private static final int UUID_TEXT_BYTES = 37;

  private final Consumer<VmHappening> sink;
  private final List<Integer> registered = new ArrayList<>();

  private final Lifecycle lifecycle =
      (_, domain, event, detail, _) -> {
        var vm = vm(domain);
        if (vm != null) Lifecycles.of(vm, event, detail).ifPresent(this::tell);
        return 0;
      };
  private final Plain reboot = (_, domain, _) -> tell(domain, Rebooted::new);
  private final Numbered watchdog =
      (_, domain, action, _) -> tell(domain, vm -> new WatchdogFired(vm, action(action)));
  private final IoError ioError =
      (_, domain, path, _, _, reason, _) ->
          tell(
              domain,
              vm -> new StorageTrouble(vm, path == null ? "" : path, reason == null ? "" : reason));
  private final Named deviceRemoved =
      (_, domain, alias, _) ->
          tell(domain, vm -> new DeviceRemoved(vm, alias == null ? "" : alias));
  private final Named deviceAdded =
      (_, domain, alias, _) -> tell(domain, vm -> new DeviceAdded(vm, alias == null ? "" : alias));
  private final Job job = (_, domain, _, _, _) -> tell(domain, JobEnded::new);

  LibvirtEvents(Consumer<VmHappening> sink) {
    this.sink = sink;
  }

  interface Lifecycle extends Callback {
    int on(Pointer connect, Pointer domain, int event, int detail, @Nullable Pointer opaque);
  }

  interface Plain extends Callback {
    void on(Pointer connect, Pointer domain, @Nullable Pointer opaque);
  }

  interface Numbered extends Callback {
    void on(Pointer connect, Pointer domain, int number, @Nullable Pointer opaque);
  }

  interface Named extends Callback {
    void on(Pointer connect, Pointer domain, @Nullable String name, @Nullable Pointer opaque);
  }

  interface IoError extends Callback {
    void on(
        Pointer connect,
        Pointer domain,
        @Nullable String path,
        @Nullable String alias,
        int action,
        @Nullable String reason,
        @Nullable Pointer opaque);
  }

  interface Job extends Callback {
    void on(
        Pointer connect,
        Pointer domain,
        @Nullable Pointer params,
        int count,
        @Nullable Pointer opaque);
  }

  /// Lifecycle is a must; the others are left out where a driver knows them not.
  void register(Pointer connect) throws HypervisorException {
    if (!add(connect, LIFECYCLE, lifecycle)) throw LibvirtError.last("asking for events");
    add(connect, REBOOT, reboot);
    add(connect, WATCHDOG, watchdog);
    add(connect, IO_ERROR_REASON, ioError);
    add(connect, DEVICE_REMOVED, deviceRemoved);
    add(connect, DEVICE_ADDED, deviceAdded);
    add(connect, JOB_COMPLETED, job);
  }

  private boolean add(Pointer connect, int id, Callback callback) {
    int number = Virt.virConnectDomainEventRegisterAny(connect, null, id, callback, null, null);
    if (number >= 0) registered.add(number);
    return number >= 0;
  }

  void deregister(Pointer connect) {
    for (int number : registered) Virt.virConnectDomainEventDeregisterAny(connect, number);
    registered.clear();
  }

  /// Actions are listed in libvirt's order.
  private static WatchdogFired.Action action(int number) {
    var known = WatchdogFired.Action.values();
    return number >= 0 && number < known.length ? known[number] : WatchdogFired.Action.OTHER;
  }

  private interface OfVm {
    VmHappening of(VmId vm);
  }

  private void tell(Pointer domain, OfVm what) {
    var vm = vm(domain);
    if (vm != null) tell(what.of(vm));
  }

  private void tell(VmHappening happening) {
    sink.accept(happening);
  }

  private static @Nullable VmId vm(Pointer domain) {
    var text = new byte[UUID_TEXT_BYTES];
    if (Virt.virDomainGetUUIDString(domain, text) < 0) return null;
    return new VmId(new String(text, 0, UUID_TEXT_BYTES - 1, StandardCharsets.US_ASCII));
  }
}
