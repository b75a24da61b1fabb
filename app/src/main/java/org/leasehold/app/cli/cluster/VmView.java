package org.leasehold.app.cli.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.leasehold.app.cli.Ink;
import org.leasehold.app.cli.Table;
import org.leasehold.core.engine.VmStatus;
import org.leasehold.core.monitor.Snapshot;

/// A VM as the command line shows it.
///
/// @param why it is as it is; empty when there is nothing to explain
public record VmView(
    String name,
    String uuid,
    String state,
    String host,
    String mode,
    String wanted,
    List<String> tags,
    String why) {
  /// As JSON.
  public record All(List<VmView> vms) {}

  public static List<VmView> all(Snapshot snapshot) {
    var views = new ArrayList<VmView>();
    var names = Names.of(snapshot);
    for (var entry : names.document().vms().values()) {
      var record = snapshot.state().vms().get(entry.id());
      views.add(
          new VmView(
              entry.name(),
              entry.id().text(),
              record == null ? "" : record.status().word(),
              record == null ? "-" : names.of(record.host()),
              entry.mode().name().toLowerCase(Locale.ROOT),
              entry.wanted().state().name().toLowerCase(Locale.ROOT),
              entry.tags(),
              record == null || record.explanation() == null
                  ? ""
                  : snapshot.state().explain(entry.id())));
    }
    return views;
  }

  public static List<String> table(List<VmView> vms) {
    var table = new Table("VM", "STATE", "HOST", "HA", "WANTED", "WHY");
    for (var vm : vms) {
      boolean up = vm.state().equals(VmStatus.UP.word());
      table.add(
          up ? Ink.Colour.GOOD : vm.wanted().equals("off") ? Ink.Colour.QUIET : Ink.Colour.WARN,
          1,
          vm.name(),
          vm.state(),
          vm.host(),
          vm.mode(),
          vm.wanted(),
          vm.why());
    }
    return vms.isEmpty()
        ? List.of("no VM yet: leasehold vm adopt VM --on HOST")
        : table.lines(Ink.ofThisTerminal());
  }
}
