package org.leasehold.app.cli.host;

import java.time.Duration;
import org.leasehold.app.cli.ExitCode;
import org.leasehold.app.cli.cluster.EngineCommand;
import org.leasehold.app.cli.cluster.Names;
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
    if (json) printJson(checked);
    else if (checked.findings().isEmpty()) out().println(name + ": nothing is missing");
    return (grave ? ExitCode.FINDINGS : ExitCode.DONE).number();
  }
}
