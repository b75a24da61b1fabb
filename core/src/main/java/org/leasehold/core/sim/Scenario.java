package org.leasehold.core.sim;

import java.util.List;
import org.leasehold.core.model.HaMode;
import org.leasehold.core.model.IoTimeout;
import org.leasehold.core.model.Settings;
import org.leasehold.core.model.VmEntry;

/// The cluster of one run, before anything happens.
///
/// @param seconds length of the run, simulated
/// @param ioCannotBeKilled a QEMU whose I/O hangs survives SIGKILL until the I/O ends
public record Scenario(
    List<Host> hosts,
    List<Store> stores,
    List<Vm> vms,
    List<EngineAt> engines,
    Settings settings,
    int seconds,
    boolean ioCannotBeKilled) {
  public Scenario {
    hosts = List.copyOf(hosts);
    stores = List.copyOf(stores);
    vms = List.copyOf(vms);
    engines = List.copyOf(engines);
  }

  /// @param driftPpm of its clocks, parts per million
  /// @param fence has a power device
  /// @param hook libvirt hook of S6 in place
  /// @param selfReset switch of S9
  public record Host(
      String name,
      int memoryMib,
      Watchdog watchdog,
      long driftPpm,
      boolean fence,
      boolean hook,
      boolean selfReset) {}

  public record Store(String name, IoTimeout io) {}

  /// @param store index of the store of its disk and lease
  /// @param startOn index of the host a person starts it on once the cluster is up; -1: wanted
  ///   running from the start, wherever the engine puts it
  public record Vm(
      String name,
      int store,
      int memoryMib,
      int priority,
      HaMode mode,
      long bootMillis,
      VmEntry.Allowances allowed,
      int startOn) {}

  /// @param host index of the host it runs on, -1 for a desktop
  public record EngineAt(String name, int host) {}
}
