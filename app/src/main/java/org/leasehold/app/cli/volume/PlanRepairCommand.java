package org.leasehold.app.cli.volume;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.concurrent.Callable;
import org.leasehold.app.cli.ExitCode;
import org.leasehold.core.volume.RepairPlan;
import org.leasehold.core.volume.RepairStep;
import org.leasehold.core.volume.VolumeReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `leasehold volume plan-repair`: what `repair` would do, and what it would leave.
@Command(
    name = "plan-repair",
    description = {
      "Say what a repair would do, and what it would leave and why. Changes nothing.",
      "Exit code 1 where there is something to repair."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  leasehold volume plan-repair /srv/vms/xleases"})
final class PlanRepairCommand implements Callable<Integer> {
  @Mixin private VolumeArgument volume = new VolumeArgument();

  @Option(names = "--json", description = "print one JSON object with the steps")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    var look = volume.read(reader -> Look.first(reader.read(VolumeReader.Depth.WHOLE)));
    var steps = RepairPlan.of(look.volume(), look.history(), look.nowNanos());
    var out = spec.commandLine().getOut();
    if (json) {
      var object = new JsonObject();
      object.add("steps", VolumeJson.plan(steps));
      out.println(VolumeJson.pretty(object));
    } else {
      lines(look.volume().path(), steps).forEach(out::println);
    }
    out.flush();
    return (steps.isEmpty() ? ExitCode.DONE : ExitCode.FINDINGS).number();
  }

  static List<String> lines(String path, List<RepairStep> steps) {
    if (steps.isEmpty()) return List.of(path + ": nothing to repair");
    var lines = new java.util.ArrayList<String>();
    lines.add(path + ": " + steps.size() + (steps.size() == 1 ? " step" : " steps"));
    for (int i = 0; i < steps.size(); i++) {
      lines.add("  %2d  %s".formatted(i + 1, steps.get(i).sentence()));
    }
    return lines;
  }
}
