package org.leasehold.core.link;

import java.nio.file.Path;
import java.util.List;

/// One hop of the way to a host.
///
/// @param host name or address to connect to, as seen from the hop before
/// @param port of its SSH server
/// @param user who logs in
/// @param identities private key files to offer
/// @param trusted keys it may show
/// @param pinned the keys were confirmed at enrolment; else they are from `known_hosts`
public record SshLeg(
    String host,
    int port,
    String user,
    List<Path> identities,
    List<HostKey> trusted,
    boolean pinned) {
  public SshLeg {
    identities = List.copyOf(identities);
    trusted = List.copyOf(trusted);
  }

  @Override
  public String toString() {
    return user + "@" + host + (port == 22 ? "" : " port " + port);
  }
}
