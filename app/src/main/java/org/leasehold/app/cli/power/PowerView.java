package org.leasehold.app.cli.power;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.leasehold.app.cli.Ink;
import org.leasehold.app.cli.Table;
import org.leasehold.core.model.HostEntry;
import org.leasehold.core.monitor.Snapshot;

/// A host's power devices as the command line shows them; no secret.
///
/// @param fencing whether its power may be switched: `on`, or why not
/// @param fault what the last regular look found; empty when all is well
public record PowerView(
    String host, String fencing, String guid, List<Device> devices, String fault) {
  /// @param password whether the hosts keep one for it
  public record Device(
      String name, int order, String agent, SortedMap<String, String> options, boolean password) {}

  /// As JSON.
  public record All(List<PowerView> hosts) {}

  static PowerView of(HostEntry entry, Snapshot snapshot) {
    var document = snapshot.state().document();
    boolean inCluster = document != null && document.settings().treatment().powerFencing();
    var record = snapshot.state().hosts().get(entry.id());
    var fence = entry.fence();
    var devices =
        fence.devices().stream()
            .map(
                it ->
                    new Device(
                        it.name(), it.order(), it.agent(), it.options(), !it.secret().isEmpty()))
            .toList();
    String fencing =
        fence.devices().isEmpty()
            ? "no power device"
            : !fence.enabled()
                ? "off for this host"
                : !inCluster ? "off in the whole cluster" : "on";
    return new PowerView(
        entry.name(), fencing, fence.guid(), devices, record == null ? "" : record.powerFault());
  }

  static List<String> table(List<PowerView> hosts) {
    var table = new Table("HOST", "FENCING", "ORDER", "DEVICE", "AGENT", "OPTIONS", "PASSWORD");
    var faults = new ArrayList<String>();
    for (var host : hosts) {
      boolean on = host.fencing().equals("on") && host.fault().isEmpty();
      var colour = on ? Ink.Colour.GOOD : Ink.Colour.BAD;
      if (host.devices().isEmpty()) {
        table.add(colour, 1, host.host(), host.fencing(), "", "", "", "", "");
      }
      for (var device : host.devices()) {
        table.add(
            colour,
            1,
            host.host(),
            host.fencing(),
            String.valueOf(device.order()),
            device.name(),
            device.agent(),
            words(device.options()),
            device.password() ? "kept by the other hosts" : "none");
      }
      if (!host.fault().isEmpty()) faults.add("! " + host.host() + ": " + host.fault());
    }
    var lines = new ArrayList<>(table.lines(Ink.ofThisTerminal()));
    lines.addAll(faults);
    return lines;
  }

  private static String words(SortedMap<String, String> options) {
    var words = new ArrayList<String>();
    options.forEach((name, value) -> words.add(name + "=" + value));
    return String.join(" ", words);
  }
}
