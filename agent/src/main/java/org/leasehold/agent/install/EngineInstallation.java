package org.leasehold.agent.install;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import org.leasehold.agent.journal.DurableFile;
import org.leasehold.core.protocol.HostInstall;

/// An engine as a service on this host, beside the agent: programs, user, key, state, unit. Its key
/// is let in on the hosts by [EngineKeys], one by one.
public final class EngineInstallation {
  static final String UNIT_PLACE = "/etc/systemd/system/" + EngineService.UNIT;

  /// In the unit as it is shipped: the host's own id, by which an engine knows where it runs (S16).
  private static final String HOST_ID = "@HOST_ID@";

  private final Where where;
  private final Commands commands;
  private final Made made;

  EngineInstallation(Where where, Commands commands) throws IOException {
    this.where = where;
    this.commands = commands;
    made = Made.open(where.at(Where.MADE_ENGINE));
  }

  public static EngineInstallation ofThisHost() throws IOException {
    return new EngineInstallation(Where.here(), Commands.REAL);
  }

  private Steps steps(int hostId) throws IOException {
    var unit =
        Files.readString(where.shared("units/" + EngineService.UNIT))
            .replace(HOST_ID, Integer.toString(hostId));
    return new Steps(
        List.of(
            Programs.ofEngine(where, made),
            new EngineUser(where, made, commands),
            KeyPair.ofEngine(where, made, commands),
            new EngineState(where, made, commands),
            new OwnFile(where, made, UNIT_PLACE, unit, "rw-r--r--"),
            new EngineService(where, commands)),
        commands);
  }

  public HostInstall.EngineTold install(HostInstall.EngineOrder order)
      throws IOException, InterruptedException {
    var told = steps(order.hostId()).make(order.dryRun());
    return new HostInstall.EngineTold(told.steps(), told.refused(), told.failed(), publicKey());
  }

  public HostInstall.EngineTold uninstall(boolean dryRun) throws IOException, InterruptedException {
    if (made.isEmpty()) {
      return new HostInstall.EngineTold(
          List.of(), List.of("no engine was installed here by `leasehold engine install`"), "", "");
    }
    var key = publicKey();
    var told = steps(0).unmake(dryRun);
    return new HostInstall.EngineTold(told.steps(), told.refused(), told.failed(), key);
  }

  /// `TYPE BASE64`; empty before it is made.
  private String publicKey() throws IOException {
    var file = DurableFile.read(where.at(Where.ENGINE_KEY + ".pub"));
    if (file.isEmpty()) return "";
    var words = new String(file.get(), StandardCharsets.UTF_8).strip().split(" ", -1);
    return words.length < 2 ? "" : words[0] + " " + words[1];
  }
}
