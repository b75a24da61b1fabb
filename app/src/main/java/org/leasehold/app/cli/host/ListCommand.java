package org.leasehold.app.cli.host;

import org.leasehold.app.cli.ExitCode;
import org.leasehold.app.cli.cluster.EngineCommand;
import org.leasehold.app.cli.cluster.HostView;
import org.leasehold.app.cli.cluster.Names;
import org.leasehold.core.monitor.EngineFace;
import picocli.CommandLine.Command;

/// `leasehold host list`: every host at a glance.
@Command(
    name = "list",
    description = {"Show every host: state, grade of protection, VMs, connection."},
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  leasehold host list"})
final class ListCommand extends EngineCommand {
  @Override
  protected int run(EngineFace face, Names names) {
    var hosts = HostView.all(face.latest());
    if (json) {
      printJson(new HostView.All(hosts));
    } else {
      HostView.table(hosts).forEach(out()::println);
    }
    return ExitCode.DONE.number();
  }
}
