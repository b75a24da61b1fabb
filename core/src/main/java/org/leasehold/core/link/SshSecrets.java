package org.leasehold.core.link;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What proves who we are, besides key files.
///
/// @param agentSocket the running ssh-agent's
/// @param asks for the passphrases of key files
public record SshSecrets(Optional<Path> agentSocket, Passphrases asks) {
  /// Nobody is there to be asked: encrypted key files are left out.
  public static final SshSecrets NONE = new SshSecrets(Optional.empty(), _ -> null);

  /// Asks a person, or a store of secrets.
  @FunctionalInterface
  public interface Passphrases {
    /// @return null to leave the key out
    @Nullable String of(String keyFile);
  }

  @Nullable String passphrase(String keyFile) {
    return asks.of(keyFile);
  }
}
