package org.leasehold.app.cli.vm;

import org.leasehold.app.cli.ExitCode;
import org.leasehold.app.cli.cluster.Clock;
import org.leasehold.app.cli.cluster.EngineCommand;
import org.leasehold.app.cli.cluster.Names;
import org.leasehold.core.monitor.EngineFace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `leasehold vm explain`: why a VM is as it is.
@Command(
    name = "explain",
    description = {"Say why a VM is as it is, and when it can start elsewhere."},
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  leasehold vm explain web"})
final class ExplainCommand extends EngineCommand {
  /// @param between when its lease can be taken elsewhere, empty when it is not threatened
  record Why(String vm, String state, String host, String why, String between, String arithmetic) {}

  @Parameters(index = "0", paramLabel = "VM", description = "name of the VM")
  private String name = "";

  @Override
  protected int run(EngineFace face, Names names) throws Exception {
    var snapshot = face.latest();
    var vm = names.vm(name);
    var record = snapshot.state().vms().get(vm.id());
    if (record == null)
      throw wrong("the engine knows nothing of " + name + " any more; see: leasehold vm list");
    var prediction = record.prediction();
    var why =
        new Why(
            name,
            record.status().word(),
            names.of(record.host()),
            snapshot.state().explain(vm.id()),
            prediction == null
                ? ""
                : "between %s and %s"
                    .formatted(
                        Clock.time(snapshot.wallMillis(prediction.earliestNanos())),
                        Clock.time(snapshot.wallMillis(prediction.latestNanos()))),
            prediction == null ? "" : prediction.text());
    if (json) {
      printJson(why);
    } else {
      out().println("%s: %s on %s".formatted(why.vm(), why.state(), why.host()));
      out().println("  " + why.why());
      if (!why.between().isEmpty()) {
        out().println("  can start elsewhere " + why.between());
        out().println("  " + why.arithmetic());
      }
    }
    return ExitCode.DONE.number();
  }
}
