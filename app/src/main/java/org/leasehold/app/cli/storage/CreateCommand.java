package org.leasehold.app.cli.storage;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.cli.cluster.EngineCommand;
import org.leasehold.app.cli.cluster.Names;
import org.leasehold.core.model.IoTimeout;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.monitor.EngineFace;
import org.leasehold.core.monitor.Operation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `leasehold storage create`: a new volume, joined by every host.
@Command(
    name = "create",
    description = {
      "Make an xleases volume in a new file or on an empty device that every host sees, and join it.",
      "The first store of a cluster becomes its home: the engine claims its lease there."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  leasehold storage create nas1 /srv/vms/xleases"})
final class CreateCommand extends EngineCommand {
  @Parameters(index = "0", paramLabel = "NAME", description = "name of the store")
  private String name = "";

  @Parameters(index = "1", paramLabel = "PATH", description = "of the volume, on every host")
  private String path = "";

  @Option(
      names = "--on",
      paramLabel = "HOST",
      description = "which host makes it (default: the first)")
  private @Nullable String on;

  @Option(names = "--sector", paramLabel = "BYTES", description = "512 or 4096 (default: 512)")
  private int sector = 512;

  @Option(
      names = "--slot",
      paramLabel = "MIB",
      description = "slot size, 1, 2, 4 or 8 (default: 1)")
  private int slot = 1;

  @Option(
      names = "--io-timeout",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description = "N: a host is dead after 8N + 60 s (default: ${DEFAULT-VALUE})")
  private IoTimeout ioTimeout = IoTimeout.DEFAULT;

  @Override
  protected int run(EngineFace face, Names names) throws Exception {
    var host = FirstHost.of(names, on);
    var domain = new LockspaceName(UUID.randomUUID().toString());
    return ask(face, new Operation.CreateStore(host, domain, name, path, sector, slot, ioTimeout));
  }
}
