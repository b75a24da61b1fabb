package org.leasehold.app.cli.vm;

import org.jspecify.annotations.Nullable;
import org.leasehold.app.cli.cluster.EngineCommand;
import org.leasehold.app.cli.cluster.Names;
import org.leasehold.core.engine.Request;
import org.leasehold.core.monitor.EngineFace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `leasehold vm start`: wanted running.
@Command(
    name = "start",
    description = {"Start a VM, and keep it running."},
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  leasehold vm start web"})
final class StartCommand extends EngineCommand {
  @Parameters(index = "0", paramLabel = "VM", description = "name of the VM")
  private String name = "";

  @Option(names = "--on", paramLabel = "HOST", description = "where (default: where it fits best)")
  private @Nullable String on;

  @Override
  protected int run(EngineFace face, Names names) throws Exception {
    var host = on == null ? null : names.host(on).id();
    return ask(face, new Request.StartVm(names.vm(name).id(), host));
  }
}
