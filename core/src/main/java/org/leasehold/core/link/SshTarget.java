package org.leasehold.core.link;

import java.util.List;
import java.util.regex.Pattern;

/// Where a host's SSH server is, and which key it must show.
///
/// @param destination name, address or alias of the client's SSH configuration
/// @param port 1..65535, or 0 for what the configuration says, else 22
/// @param user who logs in; empty for what the configuration says, else the present user
/// @param pinned keys confirmed at enrolment; one of them must be shown
public record SshTarget(String destination, int port, String user, List<HostKey> pinned) {
  private static final Pattern DESTINATION = Pattern.compile("[A-Za-z0-9_.:%-]{1,253}");
  private static final Pattern USER = Pattern.compile("[A-Za-z0-9_.-]{0,64}");

  public SshTarget {
    if (!DESTINATION.matcher(destination).matches() || destination.startsWith("-")) {
      throw new IllegalArgumentException("not a host name, address or alias: " + destination);
    }
    if (!USER.matcher(user).matches()) throw new IllegalArgumentException("not a user: " + user);
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("port out of 0..65535: " + port);
    }
    pinned = List.copyOf(pinned);
  }

  @Override
  public String toString() {
    return (user.isEmpty() ? "" : user + "@") + destination + (port == 0 ? "" : " port " + port);
  }
}
