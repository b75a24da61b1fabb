package org.leasehold.agent.install;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/// The user and group `leasehold`, and the folder with the keys that may log in. All of the folder
/// is root's; no password fits.
record LoginUser(Where where, Made made, Commands commands) implements Step {
  private static final String NAME = "leasehold";
  private static final String USER = "user " + NAME;

  @Override
  public String what() {
    return "make the system user and group leasehold, without a password, at home in "
        + Where.LOGIN;
  }

  @Override
  public String undoing() {
    return "delete the user leasehold and " + Where.LOGIN;
  }

  @Override
  public Standing look() throws IOException {
    var line = Accounts.line(where, "/etc/passwd", NAME);
    if (line.isEmpty()) return Standing.MISSING;
    var home = line.get().length < 6 ? "" : line.get()[5];
    if (!home.equals(Where.LOGIN)) {
      return new Standing.InTheWay(
          "there is a user leasehold with the home %s that Leasehold has not made; remove it: userdel leasehold"
              .formatted(home));
    }
    return made.has(Where.LOGIN) && Files.isDirectory(where.at(Where.LOGIN).resolve(".ssh"))
        ? Standing.THERE
        : Standing.MISSING;
  }

  @Override
  public void make() throws IOException, InterruptedException {
    if (Accounts.line(where, "/etc/passwd", NAME).isEmpty()) {
      made.add(USER);
      var words = new ArrayList<>(List.of(Commands.USERADD, "--system"));
      words.add(Accounts.line(where, "/etc/group", NAME).isEmpty() ? "--user-group" : "--gid");
      if (words.getLast().equals("--gid")) words.add(NAME);
      words.addAll(List.of("--home-dir", Where.LOGIN, "--no-create-home"));
      // A forced command runs through the shell. "*" is no password: none fits, and sshd does not
      // take the account as locked.
      words.addAll(List.of("--shell", "/bin/sh", "--password", "*"));
      words.addAll(List.of("--comment", "Leasehold", NAME));
      commands.done(words.toArray(String[]::new));
    }
    made.add(Where.LOGIN);
    for (var folder : List.of(where.at(Where.LOGIN), where.at(Where.LOGIN).resolve(".ssh"))) {
      Files.createDirectories(folder);
      // Not secret, and sshd reads it as the user.
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  @Override
  public void unmake() throws IOException, InterruptedException {
    if (made.has(Where.LOGIN)) {
      Programs.delete(where.at(Where.LOGIN));
      made.remove(Where.LOGIN);
    }
    if (!made.has(USER)) return;
    if (Accounts.line(where, "/etc/passwd", NAME).isPresent())
      commands.done(Commands.USERDEL, NAME);
    made.remove(USER);
  }
}
