package org.leasehold.app.cli.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.engine.HeadlessEngine;
import org.leasehold.core.link.HostKey;
import org.leasehold.core.link.LinkException;
import org.leasehold.core.link.SshLogin;
import org.leasehold.core.model.HostAddress;
import org.leasehold.core.monitor.SshDialer;
import picocli.CommandLine.Option;

/// The admin's own SSH login as root, with the admin's keys and ssh-agent.
public final class RootLogin {
  /// Of the SSH library: what matters of it is in our own sentences. Kept, so that its level stays.
  private static final Logger LIBRARY = Logger.getLogger("org.apache.sshd");

  static {
    LIBRARY.setLevel(Level.SEVERE);
  }

  @Option(
      names = "--root-user",
      paramLabel = "USER",
      description = "who logs in to install (default: ${DEFAULT-VALUE})")
  private String user = "root";

  @Option(
      names = "--ssh-dir",
      paramLabel = "DIR",
      description = "folder of your SSH keys and `config` (default: ~/.ssh)")
  private @Nullable Path folder;

  @Option(
      names = "--agent-image",
      paramLabel = "DIR|TAR",
      description = "the agent's programs (default: those of this distribution)")
  private @Nullable Path image;

  @Option(
      names = "--engine-key",
      paramLabel = "FILE.pub",
      description = "public key the engine logs in with (default: the key that you log in with)")
  private @Nullable Path engineKey;

  @Option(
      names = "--migrate-over-unknown-storage",
      description = "let libvirt move VMs over a shared file system that it does not know as such")
  private boolean unknownStorage;

  private SshDialer dialer() {
    var usual = Path.of(System.getProperty("user.home", "/"), ".ssh");
    return HeadlessEngine.dialer(folder == null ? usual : folder, RootLogin::passphrase);
  }

  private static @Nullable String passphrase(String file) {
    var console = System.console();
    if (console == null || !console.isTerminal()) return null;
    var typed = console.readPassword("passphrase of %s: ", file);
    return typed == null ? null : new String(typed);
  }

  Programs programs() throws IOException {
    return Programs.ofAgent(image);
  }

  boolean unknownStorage() {
    return unknownStorage;
  }

  /// The key a host shows, for a person to compare.
  HostKey look(HostAddress address) throws LinkException {
    return dialer().dial(address, "").look();
  }

  /// @param address with the pinned key; its user is not used
  public SshLogin open(HostAddress address) throws LinkException {
    var root = new HostAddress(address.destination(), address.port(), user, address.hostKeys());
    return SshLogin.to(dialer().dial(root, ""));
  }

  List<String> engineKeys(SshLogin login) throws IOException {
    if (engineKey != null) {
      try {
        return List.of(HostKey.parse(Files.readString(engineKey)).toString());
      } catch (IllegalArgumentException e) {
        throw new IOException(
            "%s holds no public SSH key: %s".formatted(engineKey, e.getMessage()), e);
      }
    }
    return login.key().map(HostKey::toString).stream().toList();
  }
}
