package org.leasehold.app.cli.volume;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.cli.ExitCode;
import org.leasehold.core.io.DirectBlockFile;
import org.leasehold.core.volume.BlockFileException;
import org.leasehold.core.volume.RepairPlan;
import org.leasehold.core.volume.RepairStep;
import org.leasehold.core.volume.VolumeEditor;
import org.leasehold.core.volume.VolumeReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
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
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  @Parameters(index = "0", paramLabel = "FILE", description = "xleases volume made by Leasehold")
  private Path file = Path.of("");

  @Option(
      names = "--backup",
      paramLabel = "FILE",
      description = "where to keep the index as it was (default: NAME.index-TIME in this folder)")
  private @Nullable Path backup;

  @Mixin private DaemonOption daemon = new DaemonOption();
  @Mixin private Question question = new Question();

  @Option(names = "--json", description = "print one JSON object")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    try (var volume = DirectBlockFile.write(file);
        var leases = daemon.leases(file)) {
      var reader = new VolumeReader(volume, Optional.empty(), Optional.empty());
      var look = Look.first(reader.read(VolumeReader.Depth.WHOLE));
      var steps = RepairPlan.of(look.volume(), look.history(), look.nowNanos());
      var out = spec.commandLine().getOut();
      if (!json) PlanRepairCommand.lines(file.toString(), steps).forEach(out::println);
      out.flush();
      long changes = steps.stream().filter(RepairStep::changes).count();
      if (changes > 0 && !question.confirmed("Does " + changes + " of these steps on " + file)) {
        return ExitCode.DONE.number();
      }
      var outcome =
          new VolumeEditor(volume, leases)
              .repair(
                  steps,
                  this::keep,
                  look.history(),
                  look.nowNanos(),
                  Instant.now().getEpochSecond());
      return new EditReport(spec, json).of(outcome);
    }
  }

  private String keep(byte[] index) throws BlockFileException {
    var name = file.getFileName() + ".index-" + STAMP.format(Instant.now());
    var kept = backup != null ? backup : Path.of(name);
    try {
      Files.write(kept, index, StandardOpenOption.CREATE_NEW, StandardOpenOption.SYNC);
      return kept.toAbsolutePath().toString();
    } catch (IOException e) {
      throw new BlockFileException(
          BlockFileException.Kind.DENIED,
          "the index could not be kept in %s (%s), so nothing was repaired; name another place with --backup"
              .formatted(kept, e.getMessage()),
          e);
    }
  }
}
