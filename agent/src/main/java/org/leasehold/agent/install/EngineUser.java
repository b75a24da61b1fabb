package org.leasehold.agent.install;

import java.io.IOException;

/// The user that an engine on this host runs as: no shell, no login, and the group `leasehold`, so
/// that the forced command reaches its socket.
record EngineUser(Where where, Made made, Commands commands) implements Step {
  static final String NAME = "leasehold-engine";
  static final String GROUP = "leasehold";
  private static final String USER = "user " + NAME;

  @Override
  public String what() {
    return "make the system user %s, without a login, in the group %s".formatted(NAME, GROUP);
  }

  @Override
  public String undoing() {
    return "delete the user " + NAME;
  }

  @Override
  public Standing look() throws IOException {
    if (Accounts.line(where, "/etc/group", GROUP).isEmpty()) {
      return new Standing.InTheWay(
          "there is no group leasehold: the agent was not installed here; say `leasehold host install` first");
    }
    if (Accounts.line(where, "/etc/passwd", NAME).isEmpty()) return Standing.MISSING;
    return made.has(USER)
        ? Standing.THERE
        : new Standing.InTheWay(
            "there is a user %s that Leasehold has not made; remove it: userdel %s"
                .formatted(NAME, NAME));
  }

  @Override
  public void make() throws IOException, InterruptedException {
    made.add(USER);
    commands.done(
        Commands.USERADD,
        "--system",
        "--gid",
        GROUP,
        "--home-dir",
        Where.ENGINE_STATE,
        "--no-create-home",
        "--shell",
        "/usr/sbin/nologin",
        "--comment",
        "Leasehold engine",
        NAME);
  }

  @Override
  public void unmake() throws IOException, InterruptedException {
    if (!made.has(USER)) return;
    if (Accounts.line(where, "/etc/passwd", NAME).isPresent()) {
      commands.done(Commands.USERDEL, NAME);
    }
    made.remove(USER);
  }
}
