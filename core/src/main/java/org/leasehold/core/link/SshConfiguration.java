package org.leasehold.core.link;

import java.nio.file.Path;

/// The person's own SSH configuration, read and never written.
///
/// @param config `~/.ssh/config`
/// @param knownHosts `~/.ssh/known_hosts`: trusts the hosts on the way, never the target
/// @param folder `~/.ssh`: private keys of the usual names
/// @param agentSocket of the running ssh-agent; empty path when there is none
public record SshConfiguration(Path config, Path knownHosts, Path folder, Path agentSocket) {

  /// Of the user who runs this.
  ///
  /// @param agentSocket value of `SSH_AUTH_SOCK`, empty when not set
  public static SshConfiguration of(Path home, String agentSocket) {
    var folder = home.resolve(".ssh");
    return new SshConfiguration(
        folder.resolve("config"), folder.resolve("known_hosts"), folder, Path.of(agentSocket));
  }

  boolean hasAgent() {
    return !agentSocket.toString().isEmpty();
  }
}
