package org.leasehold.app.cli.volume;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.leasehold.core.io.DirectBlockFile;
import org.leasehold.core.model.LeaseId;
import org.leasehold.core.volume.VolumeEditor;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `leasehold volume add`: creates a lease. This process holds the master lease while it does.
@Command(
    name = "add",
    description = {
      "Create a lease. Needs this host's sanlock, with the volume's lockspace joined.",
      "Holds the volume's master lease meanwhile, so that hosts do not change the index at once."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example:",
      "  leasehold volume add /srv/vms/xleases 6b3f0f6c-8a0b-4d7c-8e55-0c2f6f8f7a01"
    })
final class AddCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "FILE", description = "xleases volume made by Leasehold")
  private Path file = Path.of("");

  @Parameters(index = "1", paramLabel = "ID", description = "lease id: the VM's UUID")
  private LeaseId id = LeaseId.ENGINE;

  @Mixin private DaemonOption daemon = new DaemonOption();

  @Option(names = "--json", description = "print one JSON object")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    try (var volume = DirectBlockFile.write(file);
        var leases = daemon.leases(file)) {
      return new EditReport(spec, json).of(new VolumeEditor(volume, leases).add(id));
    }
  }
}
