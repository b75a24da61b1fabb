package org.leasehold.app.cli.volume;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.cli.Question;
import org.leasehold.app.repair.IndexBackup;
import org.leasehold.app.repair.VolumeRepair;
import org.leasehold.core.volume.RepairPlan;
import org.leasehold.core.volume.RepairStep;
import org.leasehold.core.volume.VolumeReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `leasehold volume repair`: shows the plan, asks, keeps the index aside, mends.
@Command(
    name = "repair",
    description = {
      "Mend what plan-repair lists, after showing it, asking, and keeping the index aside.",
      "A lease in use is never touched. Exit code 4 where a step was refused; the others are done."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  leasehold volume repair /srv/vms/xleases"})
final class RepairCommand implements Callable<Integer> {
  @Mixin private OwnVolume volume = new OwnVolume();

  @Option(
      names = "--backup",
      paramLabel = "FILE",
      description = "where to keep the index as it was (default: NAME.index-TIME in this folder)")
  private @Nullable Path backup;

  @Mixin private Question question = new Question();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    return volume.edit(
        (file, editor) -> {
          var reader = new VolumeReader(file, Optional.empty(), Optional.empty());
          var look = Look.first(reader.read(VolumeReader.Depth.WHOLE));
          var steps = RepairPlan.of(look.volume(), look.history(), look.nowNanos());
          if (!confirmed(steps)) return Optional.empty();
          return Optional.of(
              VolumeRepair.carryOut(editor, steps, look.history(), look.nowNanos(), backup()));
        });
  }

  private IndexBackup backup() {
    var kept = backup != null ? backup : Path.of(IndexBackup.name(volume.path(), Instant.now()));
    return new IndexBackup(kept, "name another place with --backup");
  }

  private boolean confirmed(List<RepairStep> steps) {
    if (!volume.json()) {
      var out = spec.commandLine().getOut();
      PlanRepairCommand.lines(volume.path().toString(), steps).forEach(out::println);
      out.flush();
    }
    long changes = steps.stream().filter(RepairStep::changes).count();
    return changes == 0
        || question.confirmed("Does " + changes + " of these steps on " + volume.path());
  }
}
