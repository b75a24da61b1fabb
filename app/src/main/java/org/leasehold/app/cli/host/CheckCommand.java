package org.leasehold.app.cli.host;

import java.time.Duration;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.cli.ExitCode;
import org.leasehold.app.cli.cluster.EngineCommand;
import org.leasehold.app.cli.cluster.Names;
import org.leasehold.core.model.HostId;
import org.leasehold.core.monitor.EngineFace;
import org.leasehold.core.protocol.HostTopic;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `leasehold host check`: what is missing or dangerous on a host.
@Command(
    name = "check",
    description = {"Ask a host what is missing or dangerous there, with the fix."},
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  leasehold host check kvm1"})
final class CheckCommand extends EngineCommand {
  @Parameters(index = "0", paramLabel = "HOST", description = "name of the host")
  private String name = "";

  @Override
  protected int run(EngineFace face, Names names) throws Exception {
    var host = names.host(name);
    var checked =
        await(
            face.look(host.id(), HostTopic.CHECK, new HostTopic.Nothing()), Duration.ofSeconds(60));
    boolean grave = false;
    for (var finding : checked.findings()) {
      grave |= finding.grave();
      if (!json)
        out().println((finding.grave() ? "! " : "  ") + finding.what() + "\n    " + finding.fix());
    }
    var power = power(face, host.id());
    if (power != null) {
      grave = true;
      if (!json) out().println("! " + power.what() + "\n    " + power.fix());
    }
    if (json) printJson(power == null ? checked : with(checked, power));
    else if (checked.findings().isEmpty() && power == null)
      out().println(name + ": nothing is missing");
    return (grave ? ExitCode.FINDINGS : ExitCode.DONE).number();
  }

  /// What the engine's regular look at the host's power devices found.
  private HostTopic.@Nullable CheckLine power(EngineFace face, HostId host) {
    var record = face.latest().state().hosts().get(host);
    if (record == null || record.powerFault().isEmpty()) return null;
    return new HostTopic.CheckLine(
        "power-device",
        true,
        "power devices: " + record.powerFault(),
        "mend it, then: leasehold host power test " + name);
  }

  private static HostTopic.Checked with(HostTopic.Checked checked, HostTopic.CheckLine more) {
    var all = new ArrayList<>(checked.findings());
    all.add(more);
    return new HostTopic.Checked(all);
  }
}
