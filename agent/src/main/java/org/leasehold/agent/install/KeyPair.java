package org.leasehold.agent.install;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;

/// A key pair of this host. The private half is made here and never leaves the host.
///
/// @param place of the private half; the public one is beside it
/// @param purpose a word for people, also the key's comment
/// @param folderRights of the folder, where it is made
record KeyPair(
    Where where, Made made, Commands commands, String place, String purpose, String folderRights)
    implements Step {
  /// With which this host moves VMs to others; they get the public half through the engine.
  static KeyPair forMigrations(Where where, Made made, Commands commands) {
    return new KeyPair(where, made, commands, Where.MIGRATION_KEY, "migration", "rwxr-xr-x");
  }

  /// With which an engine on this host logs in to all hosts.
  static KeyPair ofEngine(Where where, Made made, Commands commands) {
    return new KeyPair(where, made, commands, Where.ENGINE_KEY, "engine", "rwx------");
  }

  @Override
  public String what() {
    return "make the %s key %s; its private half stays here".formatted(purpose, place);
  }

  @Override
  public String undoing() {
    return "delete the %s key".formatted(purpose);
  }

  @Override
  public Standing look() {
    boolean both = Files.exists(where.at(place)) && Files.exists(where.at(place + ".pub"));
    return both ? Standing.THERE : Standing.MISSING;
  }

  @Override
  public void make() throws IOException, InterruptedException {
    var key = where.at(place);
    var folder = Objects.requireNonNull(key.getParent());
    Files.createDirectories(folder);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(folderRights));
    Files.deleteIfExists(key);
    made.add(place);
    commands.done(
        Commands.SSH_KEYGEN,
        "-q",
        "-t",
        "ed25519",
        "-N",
        "", // used by a service: nobody is there to type a passphrase
        "-C",
        "leasehold-" + purpose,
        "-f",
        key.toString());
  }

  @Override
  public void unmake() throws IOException {
    if (!made.has(place)) return;
    Files.deleteIfExists(where.at(place));
    Files.deleteIfExists(where.at(place + ".pub"));
    made.remove(place);
  }
}
