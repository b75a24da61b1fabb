package org.leasehold.app.cli.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.cli.ExitCode;
import org.leasehold.app.cli.cluster.EngineCommand;
import org.leasehold.app.cli.cluster.Names;
import org.leasehold.core.model.HostReport;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.monitor.EngineFace;
import picocli.CommandLine.Command;

/// `leasehold storage list`: the stores and who has joined them.
@Command(
    name = "list",
    description = {"Show every store, and how each host stands in its lockspace."},
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  leasehold storage list"})
final class ListCommand extends EngineCommand {
  /// @param hosts how each stands
  record Store(
      String name,
      String uuid,
      String path,
      int ioTimeoutSeconds,
      boolean home,
      List<String> hosts) {}

  record Stores(List<Store> stores) {}

  @Override
  protected int run(EngineFace face, Names names) {
    var snapshot = face.latest();
    var stores = new ArrayList<Store>();
    for (var entry : names.document().stores().values()) {
      var hosts = new ArrayList<String>();
      for (var host : snapshot.state().hosts().values()) {
        hosts.add(names.of(host.id()) + " " + standing(host.report(), entry.domain()));
      }
      var places = entry.places();
      stores.add(
          new Store(
              entry.name(),
              entry.domain().text(),
              places.isEmpty() ? "" : places.firstEntry().getValue().path(),
              entry.ioTimeout().seconds(),
              entry.domain().equals(names.document().home()),
              hosts));
    }
    if (json) printJson(new Stores(stores));
    else print(stores);
    return ExitCode.DONE.number();
  }

  private static String standing(@Nullable HostReport report, LockspaceName domain) {
    if (report == null) return "unknown";
    for (var space : report.lockspaces()) {
      if (space.lockspace().equals(domain)) {
        return "%s (renewed %d.%d s ago)"
            .formatted(
                space.standing().name().toLowerCase(Locale.ROOT),
                space.renewalAgeMillis() / 1000,
                space.renewalAgeMillis() % 1000 / 100);
      }
    }
    return "not joined";
  }

  private void print(List<Store> stores) {
    if (stores.isEmpty()) out().println("no store yet: leasehold storage create NAME PATH");
    for (var store : stores) {
      out().println(store.name() + (store.home() ? "  (home)" : ""));
      out()
          .println(
              "  "
                  + store.path()
                  + "  "
                  + store.uuid()
                  + "  N = "
                  + store.ioTimeoutSeconds()
                  + " s");
      for (var host : store.hosts()) out().println("  " + host);
    }
  }
}
