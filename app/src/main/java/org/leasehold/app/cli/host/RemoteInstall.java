package org.leasehold.app.cli.host;

import java.io.IOException;
import java.util.List;
import org.leasehold.core.link.LinkException;
import org.leasehold.core.monitor.Answer;
import org.leasehold.core.protocol.HostInstall;

/// Puts the agent on a host through the admin's own login, or takes it away.
record RemoteInstall(RemoteSteps host) {
  private static final String COPY =
      "rm -rf " + HostInstall.INCOMING + " && cp -a /opt/leasehold-agent " + HostInstall.INCOMING;
  static final String INSTALL = HostInstall.INCOMING + "/bin/leasehold-agent install";
  private static final String UNINSTALL = HostInstall.INCOMING + "/bin/leasehold-agent uninstall";

  Answer install(Programs programs, List<String> engineKeys, boolean unknownStorage)
      throws LinkException, IOException {
    if (engineKeys.isEmpty()) {
      return new Answer.Refused(
          "it is not known which key the engine logs in with; say --engine-key FILE.pub");
    }
    host.unpack(programs, HostInstall.INCOMING);
    try {
      return host.go(
          INSTALL,
          HostInstall.Told.class,
          dryRun -> new HostInstall.Order(engineKeys, unknownStorage, dryRun),
          "Leasehold is installed on %s".formatted(host.name()));
    } finally {
      host.clean(HostInstall.INCOMING);
    }
  }

  Answer uninstall() throws LinkException, IOException {
    if (!host.did(COPY)) {
      return new Answer.Refused(
          "Leasehold was not installed on %s by `leasehold host install`".formatted(host.name()));
    }
    try {
      return host.go(
          UNINSTALL,
          HostInstall.Told.class,
          dryRun -> new HostInstall.Order(List.of(), false, dryRun),
          "Leasehold is gone from %s".formatted(host.name()));
    } finally {
      host.clean(HostInstall.INCOMING);
    }
  }
}
