package org.leasehold.app.cli.volume;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.leasehold.app.cli.Question;
import org.leasehold.core.model.LeaseId;
import org.leasehold.core.volume.BlockFile;
import org.leasehold.core.volume.BlockFileException;
import org.leasehold.core.volume.SlotState;
import org.leasehold.core.volume.VolumeReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

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
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

  /// 6N of the largest N in use, 20 s, and a little.
  private static final Duration BALLOT_AT_MOST = Duration.ofSeconds(125);

  @Mixin private OwnVolume volume = new OwnVolume();

  @Parameters(index = "1", paramLabel = "ID", description = "lease id")
  private LeaseId id = LeaseId.ENGINE;

  @Mixin private Question question = new Question();

  @Override
  public Integer call() throws Exception {
    return volume.edit(
        (file, editor) -> {
          var look = settled(file);
          var effect = "Removes lease " + id + " (" + state(look) + ") from " + volume.path();
          return question.confirmed(effect)
              ? Optional.of(editor.remove(id, look.history(), look.nowNanos()))
              : Optional.empty();
        });
  }

  /// One look; several where somebody seems to be taking the lease, until it is taken or the
  /// attempt has not moved for 6N and counts as abandoned.
  private Look settled(BlockFile file) throws BlockFileException, InterruptedException {
    var reader = new VolumeReader(file, Optional.empty(), Optional.empty());
    var look = Look.first(reader.read(VolumeReader.Depth.GLANCE));
    long giveUpNanos = System.nanoTime() + BALLOT_AT_MOST.toNanos();
    while (isBeingTaken(look) && System.nanoTime() < giveUpNanos) {
      Thread.sleep(LOOK_AGAIN);
      look = Look.next(reader.read(VolumeReader.Depth.GLANCE), look.history());
    }
    return look;
  }

  private boolean isBeingTaken(Look look) {
    return look.volume()
        .index()
        .find(id.text())
        .filter(
            used ->
                look.state(used.record()) instanceof SlotState.Ballot ballot && !ballot.abandoned())
        .isPresent();
  }

  private String state(Look look) {
    return look.volume()
        .index()
        .find(id.text())
        .map(used -> StateText.word(look.state(used.record())))
        .orElse("not there");
  }
}
