package org.leasehold.agent.install;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

/// Guard and agent, started now and at every boot. The guard first: nothing runs under leases
/// without it.
record Services(Where where, Commands commands) implements Step {
  /// Does nothing until the host shuts down; to stop it is to leave the lockspaces.
  private static final String AT_SHUTDOWN = "leasehold-lockspaces.service";

  static final List<String> UNITS =
      List.of("leasehold-guard.service", AT_SHUTDOWN, "leasehold-agent.service");

  @Override
  public String what() {
    return "start the lease guard and the agent, now and at every boot";
  }

  @Override
  public String undoing() {
    return "stop the agent and the lease guard, and delete the agent's state";
  }

  @Override
  public Standing look() throws IOException, InterruptedException {
    for (var unit : UNITS) {
      if (!isEnabled(where, unit)) return Standing.MISSING;
      var active = commands.run(List.of(Commands.SYSTEMCTL, "is-active", "--quiet", unit));
      if (active.code() != 0) return Standing.MISSING;
    }
    return Standing.THERE;
  }

  static boolean isEnabled(Where where, String unit) {
    return Files.isSymbolicLink(where.at("/etc/systemd/system/multi-user.target.wants/" + unit));
  }

  @Override
  public void make() throws IOException, InterruptedException {
    commands.done(Commands.SYSTEMCTL, "daemon-reload");
    for (var unit : UNITS) {
      commands.done(Commands.SYSTEMCTL, "enable", unit);
      commands.done(Commands.SYSTEMCTL, unit.equals(AT_SHUTDOWN) ? "start" : "restart", unit);
    }
  }

  @Override
  public void unmake() throws IOException, InterruptedException {
    for (var unit : UNITS.reversed()) {
      if (!Files.exists(where.at("/etc/systemd/system/" + unit))) continue;
      commands.done(Commands.SYSTEMCTL, "stop", unit);
      commands.done(Commands.SYSTEMCTL, "disable", unit);
    }
    Programs.delete(where.at("/var/lib/leasehold"));
    // Read-only where a service manager keeps it for us; it ends with the boot.
    var run = where.at("/run/leasehold");
    if (Files.isDirectory(run)) Programs.delete(run);
  }
}
