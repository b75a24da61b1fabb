package org.leasehold.app.cli.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.cli.Ink;
import org.leasehold.app.cli.Table;
import org.leasehold.core.engine.HostStatus;
import org.leasehold.core.model.Grade;
import org.leasehold.core.monitor.LinkView;
import org.leasehold.core.monitor.Snapshot;

/// A host as the command line shows it.
///
/// @param grade how leases are enforced there, with the reasons
/// @param link why it is not connected; empty when it is
public record HostView(
    String name, int id, String state, String grade, List<String> reasons, int vms, String link) {
  /// As JSON.
  public record All(List<HostView> hosts) {}

  public static List<HostView> all(Snapshot snapshot) {
    var views = new ArrayList<HostView>();
    var names = Names.of(snapshot);
    for (var host : snapshot.state().hosts().values()) {
      var report = host.report();
      var link = snapshot.links().get(host.id());
      var unfit =
          host.unfit() ? "unfit: a start could not be proven there, or its power device lied" : "";
      var reasons = new ArrayList<String>();
      if (!unfit.isEmpty()) reasons.add(unfit);
      if (!host.powerFault().isEmpty()) reasons.add("power: " + host.powerFault());
      if (!host.lacking().isEmpty()) reasons.add(host.lacking());
      if (report != null) reasons.addAll(report.protection().reasons());
      views.add(
          new HostView(
              names.of(host.id()),
              host.id().value(),
              host.status().word(),
              report == null ? "" : word(report.protection().grade()),
              reasons,
              host.vms().size(),
              remark(link)));
    }
    return views;
  }

  private static String remark(@Nullable LinkView link) {
    if (link == null) return "";
    boolean well = link.standing() == LinkView.Standing.UP && link.text().isEmpty();
    return well ? "" : link.standing().name().toLowerCase(Locale.ROOT) + ": " + link.text();
  }

  private static String word(Grade grade) {
    return grade.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  public static List<String> table(List<HostView> hosts) {
    var table = new Table("HOST", "ID", "STATE", "VMS", "GRADE", "REMARKS");
    for (var host : hosts) {
      boolean up = host.state().equals(HostStatus.UP.word());
      var remarks = new ArrayList<>(host.reasons());
      if (!host.link().isEmpty()) remarks.add(host.link());
      table.add(
          up ? Ink.Colour.GOOD : Ink.Colour.BAD,
          2,
          host.name(),
          String.valueOf(host.id()),
          host.state(),
          String.valueOf(host.vms()),
          host.grade(),
          String.join("; ", remarks));
    }
    return hosts.isEmpty()
        ? List.of("no host yet: leasehold host add NAME")
        : table.lines(Ink.ofThisTerminal());
  }
}
