package org.leasehold.app.cli.storage;

import org.jspecify.annotations.Nullable;
import org.leasehold.app.cli.cluster.EngineCommand;
import org.leasehold.app.cli.cluster.Names;
import org.leasehold.core.model.IoTimeout;
import org.leasehold.core.monitor.EngineFace;
import org.leasehold.core.monitor.Operation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `leasehold storage add`: an existing volume, or hosts that have not joined one.
@Command(
    name = "add",
    description = {
      "Take a volume that Leasehold made into the cluster, and let every connected host join it that",
      "has not."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  leasehold storage add nas2 /srv/vms2/xleases"})
final class AddCommand extends EngineCommand {
  @Parameters(index = "0", paramLabel = "NAME", description = "name of the store")
  private String name = "";

  @Parameters(index = "1", paramLabel = "PATH", description = "of the volume, on every host")
  private String path = "";

  @Option(names = "--on", paramLabel = "HOST", description = "which host reads it first")
  private @Nullable String on;

  @Option(
      names = "--io-timeout",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description = "N of its hosts (default: ${DEFAULT-VALUE})")
  private IoTimeout ioTimeout = IoTimeout.DEFAULT;

  @Override
  protected int run(EngineFace face, Names names) throws Exception {
    return ask(face, new Operation.AddStore(FirstHost.of(names, on), name, path, ioTimeout));
  }
}
