package org.leasehold.app.cli.power;

import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.cli.ExitCode;
import org.leasehold.app.cli.cluster.EngineCommand;
import org.leasehold.app.cli.cluster.Names;
import org.leasehold.core.monitor.EngineFace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `leasehold host power show`: what switches the hosts' power, and whether it answers.
@Command(
    name = "show",
    description = {
      "Show the power devices of a host, or of all, and what the last regular look at them found."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example:",
      "  leasehold host power show",
      "",
      "Exit code 1: a device has a fault."
    })
final class ShowCommand extends EngineCommand {
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "HOST",
      description = "name of the host (default: all)")
  private @Nullable String host;

  @Override
  protected int run(EngineFace face, Names names) throws Exception {
    var views = new ArrayList<PowerView>();
    var snapshot = face.latest();
    for (var entry : names.document().hosts().values()) {
      if (host == null || entry.equals(names.host(host))) {
        views.add(PowerView.of(entry, snapshot));
      }
    }
    if (json) printJson(new PowerView.All(views));
    else PowerView.table(views).forEach(out()::println);
    boolean fault = views.stream().anyMatch(view -> !view.fault().isEmpty());
    return (fault ? ExitCode.FINDINGS : ExitCode.DONE).number();
  }
}
