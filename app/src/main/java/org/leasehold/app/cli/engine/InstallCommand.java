package org.leasehold.app.cli.engine;

import java.util.List;
import org.leasehold.app.cli.host.Programs;
import org.leasehold.app.cli.host.RemoteSteps;
import org.leasehold.core.model.HostEntry;
import org.leasehold.core.monitor.Answer;
import org.leasehold.core.protocol.HostInstall;
import picocli.CommandLine.Command;

/// `leasehold engine install`: an engine that does not end with a desktop.
@Command(
    name = "install",
    description = {
      "Run an engine as a service on a host of the cluster, through your own SSH login as root to",
      "every host: its key is let in on all of them, for the agent only. It watches while another",
      "engine acts, and takes over within seconds when that one ends. Several hosts may have one.",
      "Shows what it will do and asks. Undo: `engine uninstall`."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  leasehold engine install kvm1"})
final class InstallCommand extends ServiceCommand {
  @Override
  Answer done(HostEntry host, RemoteSteps its, List<RemoteSteps> all) throws Exception {
    its.unpack(Programs.ofEngine(), HostInstall.ENGINE_INCOMING);
    try {
      var installed =
          its.go(
              agent("install-engine"),
              HostInstall.EngineTold.class,
              dryRun -> order(host.id(), dryRun),
              "an engine is installed on " + host.name());
      if (!(installed instanceof Answer.Done)) return installed;
      // Told again, and changing nothing now: for its key.
      var key =
          its.told(agent("install-engine"), HostInstall.EngineTold.class, order(host.id(), true))
              .key();
      return keys(
          all,
          new HostInstall.KeysOrder(List.of(key), List.of()),
          "an engine runs on %s and may reach all %d hosts; see `leasehold status --engine %s`"
              .formatted(host.name(), all.size(), host.name()));
    } finally {
      its.clean(HostInstall.ENGINE_INCOMING);
    }
  }
}
