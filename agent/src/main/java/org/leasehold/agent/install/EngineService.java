package org.leasehold.agent.install;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

/// The engine as a service, started now and at every boot.
record EngineService(Where where, Commands commands) implements Step {
  static final String UNIT = "leasehold-engine.service";

  @Override
  public String what() {
    return "start the engine, now and at every boot; it watches while another one acts";
  }

  @Override
  public String undoing() {
    return "stop the engine";
  }

  @Override
  public Standing look() throws IOException, InterruptedException {
    if (!Services.isEnabled(where, UNIT)) return Standing.MISSING;
    var active = commands.run(List.of(Commands.SYSTEMCTL, "is-active", "--quiet", UNIT));
    return active.code() == 0 ? Standing.THERE : Standing.MISSING;
  }

  @Override
  public void make() throws IOException, InterruptedException {
    commands.done(Commands.SYSTEMCTL, "daemon-reload");
    commands.done(Commands.SYSTEMCTL, "enable", UNIT);
    commands.done(Commands.SYSTEMCTL, "restart", UNIT);
  }

  @Override
  public void unmake() throws IOException, InterruptedException {
    if (!Files.exists(where.at("/etc/systemd/system/" + UNIT))) return;
    commands.done(Commands.SYSTEMCTL, "stop", UNIT);
    commands.done(Commands.SYSTEMCTL, "disable", UNIT);
  }
}
