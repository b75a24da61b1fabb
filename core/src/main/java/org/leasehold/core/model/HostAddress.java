package org.leasehold.core.model;

import java.util.List;

/// Where a host's SSH server is, and the keys it must show.
///
/// @param destination name, address or alias of the SSH client's configuration; empty for a host
///   that is not reached by SSH (a simulated one)
/// @param port 1..65535, or 0 for what the SSH client's configuration says, else 22
/// @param user who logs in; empty for what that configuration says
/// @param hostKeys public keys confirmed at enrolment, each `TYPE BASE64`; one must be shown
public record HostAddress(String destination, int port, String user, List<String> hostKeys) {
  public static final HostAddress NONE = new HostAddress("", 0, "", List.of());

  public HostAddress {
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("port out of 0..65535: " + port);
    }
    hostKeys = List.copyOf(hostKeys);
  }
}
