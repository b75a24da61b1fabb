package org.leasehold.app.cli.volume;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.leasehold.app.cli.ExitCode;
import org.leasehold.core.io.DirectBlockFile;
import org.leasehold.core.model.LeaseId;
import org.leasehold.core.volume.BlockFile;
import org.leasehold.core.volume.BlockFileException;
import org.leasehold.core.volume.VolumeEditor;
import org.leasehold.core.volume.VolumeReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `leasehold volume remove`: removes a lease nobody holds.
@Command(
    name = "remove",
    description = {
      "Remove a lease nobody holds. A held lease is refused; there is no force.",
      "Takes the lease itself first, so a host that starts its VM at this moment wins or waits."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example:",
      "  leasehold volume remove /srv/vms/xleases 6b3f0f6c-8a0b-4d7c-8e55-0c2f6f8f7a01"
    })
final class RemoveCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "FILE", description = "xleases volume made by Leasehold")
  private Path file = Path.of("");

  @Parameters(index = "1", paramLabel = "ID", description = "lease id")
  private LeaseId id = LeaseId.ENGINE;

  @Mixin private DaemonOption daemon = new DaemonOption();
  @Mixin private Question question = new Question();

  @Option(names = "--json", description = "print one JSON object")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    try (var volume = DirectBlockFile.write(file);
        var leases = daemon.leases(file)) {
      var look = look(volume);
      if (!question.confirmed("Removes lease " + id + " (" + state(look) + ") from " + file)) {
        return ExitCode.DONE.number();
      }
      var outcome = new VolumeEditor(volume, leases).remove(id, look.history(), look.nowNanos());
      return new EditReport(spec, json).of(outcome);
    }
  }

  private static Look look(BlockFile volume) throws BlockFileException {
    var reader = new VolumeReader(volume, Optional.empty(), Optional.empty());
    return Look.first(reader.read(VolumeReader.Depth.GLANCE));
  }

  private String state(Look look) {
    return look.volume()
        .index()
        .find(id.text())
        .map(used -> StateText.word(look.state(used.record())))
        .orElse("not there");
  }
}
