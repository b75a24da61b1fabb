package org.leasehold.app.cli.engine;

import java.util.List;
import org.leasehold.app.cli.host.RemoteSteps;
import org.leasehold.core.model.HostEntry;
import org.leasehold.core.monitor.Answer;
import org.leasehold.core.protocol.HostInstall;
import picocli.CommandLine.Command;

/// `leasehold engine uninstall`: takes away what `engine install` has made.
@Command(
    name = "uninstall",
    description = {
      "Take the engine of a host away, with its journal, and let its key log in nowhere any more.",
      "While no engine runs anywhere, nobody restarts VMs."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  leasehold engine uninstall kvm1"})
final class UninstallCommand extends ServiceCommand {
  @Override
  Answer done(HostEntry host, RemoteSteps its, List<RemoteSteps> all) throws Exception {
    var command = agent("uninstall-engine");
    var key = its.told(command, HostInstall.EngineTold.class, order(host.id(), true)).key();
    var gone =
        its.go(
            command,
            HostInstall.EngineTold.class,
            dryRun -> order(host.id(), dryRun),
            "the engine is gone from " + host.name());
    if (!(gone instanceof Answer.Done) || key.isEmpty()) return gone;
    return keys(
        all,
        new HostInstall.KeysOrder(List.of(), List.of(key)),
        "the engine is gone from %s, and its key from all hosts".formatted(host.name()));
  }
}
