package org.leasehold.app.cli.vm;

import org.leasehold.app.cli.cluster.EngineCommand;
import org.leasehold.app.cli.cluster.Names;
import org.leasehold.core.engine.Request;
import org.leasehold.core.monitor.EngineFace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `leasehold vm migrate`: live migration.
@Command(
    name = "migrate",
    description = {"Move a running VM to another host."},
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  leasehold vm migrate web kvm2"})
final class MigrateCommand extends EngineCommand {
  @Parameters(index = "0", paramLabel = "VM", description = "name of the VM")
  private String name = "";

  @Parameters(index = "1", paramLabel = "HOST", description = "where to")
  private String to = "";

  @Override
  protected int run(EngineFace face, Names names) throws Exception {
    return ask(face, new Request.MigrateVm(names.vm(name).id(), names.host(to).id()));
  }
}
