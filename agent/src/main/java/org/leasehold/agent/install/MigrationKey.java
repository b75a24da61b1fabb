package org.leasehold.agent.install;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;

/// The host's own key for migrations. The private half is made here and never leaves the host; the
/// other hosts get the public half through the engine.
record MigrationKey(Where where, Made made, Commands commands) implements Step {
  @Override
  public String what() {
    return "make a migration key in " + Where.MIGRATION_KEY + "; its private half stays here";
  }

  @Override
  public String undoing() {
    return "delete the migration key";
  }

  @Override
  public Standing look() {
    boolean both =
        Files.exists(where.at(Where.MIGRATION_KEY))
            && Files.exists(where.at(Where.MIGRATION_KEY + ".pub"));
    return both ? Standing.THERE : Standing.MISSING;
  }

  @Override
  public void make() throws IOException, InterruptedException {
    var key = where.at(Where.MIGRATION_KEY);
    var folder = Objects.requireNonNull(key.getParent());
    Files.createDirectories(folder);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.deleteIfExists(key);
    made.add(Where.MIGRATION_KEY);
    commands.done(
        Commands.SSH_KEYGEN,
        "-q",
        "-t",
        "ed25519",
        "-N",
        "", // used by a service: nobody is there to type a passphrase
        "-C",
        "leasehold-migration",
        "-f",
        key.toString());
  }

  @Override
  public void unmake() throws IOException {
    if (!made.has(Where.MIGRATION_KEY)) return;
    Files.deleteIfExists(where.at(Where.MIGRATION_KEY));
    Files.deleteIfExists(where.at(Where.MIGRATION_KEY + ".pub"));
    made.remove(Where.MIGRATION_KEY);
  }
}
