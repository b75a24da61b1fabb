package org.leasehold.agent.install;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;

/// Users and groups of this host, as its own files have them.
///
/// @see "passwd(5), group(5)"
final class Accounts {
  private Accounts() {}

  /// @param file `/etc/passwd` or `/etc/group`
  /// @return its fields
  static Optional<String[]> line(Where where, String file, String name) throws IOException {
    for (var line : Files.readAllLines(where.at(file))) {
      var fields = line.split(":", -1);
      if (fields[0].equals(name)) return Optional.of(fields);
    }
    return Optional.empty();
  }
}
