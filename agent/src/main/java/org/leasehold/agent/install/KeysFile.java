package org.leasehold.agent.install;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import org.leasehold.agent.journal.DurableFile;

/// `authorized_keys` on the disk.
record KeysFile(Where where) {
  boolean exists() {
    return Files.exists(where.at(Where.KEYS));
  }

  AuthorizedKeys read() throws IOException {
    var bytes = DurableFile.read(where.at(Where.KEYS));
    return AuthorizedKeys.parse(
        bytes.map(some -> new String(some, StandardCharsets.UTF_8)).orElse(""));
  }

  void write(AuthorizedKeys keys) throws IOException {
    DurableFile.write(where.at(Where.KEYS), keys.text().getBytes(StandardCharsets.UTF_8));
    // Public keys; sshd reads them as the user, who must not be able to write them.
    Files.setPosixFilePermissions(
        where.at(Where.KEYS), PosixFilePermissions.fromString("rw-r--r--"));
  }
}
