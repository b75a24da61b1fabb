package org.leasehold.core.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;

/// How a host's power can be switched. Holds no secret: passwords are named here and kept by the
/// agents of the other hosts.
///
/// @param enabled power fencing may be used for this host
/// @param guid the system UUID its own power device must answer with (S17); empty when its devices
///   cannot be asked, or nobody asked them
/// @param devices its power devices, in the order in which they were named
public record FenceSettings(boolean enabled, String guid, List<FenceDevice> devices) {
  public static final FenceSettings NONE = new FenceSettings(false, "", List.of());

  /// Most devices of one host, and most groups of them.
  public static final int DEVICES_MAX = 8;

  public static final int GROUPS_MAX = 4;

  public FenceSettings {
    devices = List.copyOf(devices);
  }

  /// Whether the engine may switch it.
  public boolean isUsable() {
    return enabled && !devices.isEmpty();
  }

  /// The devices by order: one group is tried after the other; within a group all of them must be
  /// off (two supplies, two sockets).
  public List<List<FenceDevice>> groups() {
    var byOrder = new TreeMap<Integer, List<FenceDevice>>();
    for (var device : devices) {
      byOrder.computeIfAbsent(device.order(), _ -> new ArrayList<>()).add(device);
    }
    return Collections.unmodifiableList(new ArrayList<>(byOrder.values()));
  }

  public FenceSettings enabled(boolean on) {
    return new FenceSettings(on, guid, devices);
  }

  /// With one device more, or another in place of the one of the same name.
  public FenceSettings with(FenceDevice next) {
    var all = new ArrayList<FenceDevice>();
    boolean replaced = false;
    for (var device : devices) {
      boolean same = device.name().equals(next.name());
      all.add(same ? next : device);
      replaced |= same;
    }
    if (!replaced) all.add(next);
    return new FenceSettings(enabled, guid, all);
  }

  /// Without the device of that name.
  public FenceSettings without(String name) {
    return new FenceSettings(
        enabled, guid, devices.stream().filter(device -> !device.name().equals(name)).toList());
  }

  public FenceSettings withGuid(String next) {
    return new FenceSettings(enabled, next, devices);
  }
}
