package org.leasehold.app.cli.vm;

import org.leasehold.app.cli.ExitCode;
import org.leasehold.app.cli.cluster.EngineCommand;
import org.leasehold.app.cli.cluster.Names;
import org.leasehold.app.cli.cluster.VmView;
import org.leasehold.core.monitor.EngineFace;
import picocli.CommandLine.Command;

/// `leasehold vm list`: every VM at a glance.
@Command(
    name = "list",
    description = {"Show every VM: state, host, HA mode, what is wanted, and why it is as it is."},
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  leasehold vm list"})
final class ListCommand extends EngineCommand {
  @Override
  protected int run(EngineFace face, Names names) {
    var vms = VmView.all(face.latest());
    if (json) {
      printJson(new VmView.All(vms));
    } else {
      VmView.table(vms).forEach(out()::println);
    }
    return ExitCode.DONE.number();
  }
}
