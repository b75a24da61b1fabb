package org.leasehold.app.cli.volume;

import java.util.Optional;
import java.util.concurrent.Callable;
import org.leasehold.core.model.LeaseId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

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
  @Mixin private OwnVolume volume = new OwnVolume();

  @Parameters(index = "1", paramLabel = "ID", description = "lease id: the VM's UUID")
  private LeaseId id = LeaseId.ENGINE;

  @Override
  public Integer call() throws Exception {
    return volume.edit((_, editor) -> Optional.of(editor.add(id)));
  }
}
