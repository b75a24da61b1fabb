package org.leasehold.app.cli.host;

import org.leasehold.app.cli.ExitCode;
import org.leasehold.app.cli.Question;
import org.leasehold.app.cli.cluster.EngineCommand;
import org.leasehold.app.cli.cluster.Names;
import org.leasehold.core.engine.Request;
import org.leasehold.core.monitor.EngineFace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `leasehold host maintenance`: drain a host, or take it back.
@Command(
    name = "maintenance",
    description = {"Move the VMs of a host elsewhere and start none there; --end takes it back."},
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  leasehold host maintenance kvm1"})
final class MaintenanceCommand extends EngineCommand {
  @Parameters(index = "0", paramLabel = "HOST", description = "name of the host")
  private String name = "";

  @Option(names = "--end", description = "the maintenance is over")
  private boolean end;

  @Mixin private Question question = new Question();

  @Override
  protected int run(EngineFace face, Names names) throws Exception {
    var host = names.host(name);
    var record = face.latest().state().hosts().get(host.id());
    int vms = record == null ? 0 : record.vms().size();
    if (!end
        && vms > 0
        && !question.confirmed("%d VMs of %s are moved elsewhere".formatted(vms, name))) {
      return ExitCode.DONE.number();
    }
    return ask(face, new Request.HostMaintenance(host.id(), !end));
  }
}
