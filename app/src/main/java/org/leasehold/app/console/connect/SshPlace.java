package org.leasehold.app.console.connect;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.leasehold.core.model.HostAddress;

/// A host as people write it: `[USER@]HOST[:PORT]`, an IPv6 address in brackets where a port
/// follows.
///
/// @param host name, address or alias of the SSH configuration
/// @param port 1..65535; 0: as configured
/// @param user who logs in
record SshPlace(String host, int port, String user) {
  private static final String USUAL_USER = "leasehold";
  private static final Pattern WRITTEN =
      Pattern.compile(
          "(?:([A-Za-z0-9._-]{1,32})@)?"
              + "(?:\\[([0-9A-Fa-f:.]{2,45})]|([A-Za-z0-9][A-Za-z0-9._-]{0,252}))"
              + "(?::(\\d{1,5}))?");
  private static final Pattern BARE_IPV6 =
      Pattern.compile("[0-9A-Fa-f]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f.]*");

  /// Empty where it is no such place.
  static Optional<SshPlace> parse(String text) {
    var written = text.strip();
    if (written.length() <= 45 && BARE_IPV6.matcher(written).matches()) {
      return Optional.of(new SshPlace(written, 0, USUAL_USER));
    }
    var match = WRITTEN.matcher(written);
    if (!match.matches()) return Optional.empty();
    int port = match.group(4) == null ? 0 : Integer.parseInt(match.group(4));
    if (port > 65535 || (port == 0 && match.group(4) != null)) return Optional.empty();
    return Optional.of(
        new SshPlace(
            match.group(2) == null ? match.group(3) : match.group(2),
            port,
            match.group(1) == null ? USUAL_USER : match.group(1)));
  }

  /// @param keys that it may show
  HostAddress address(List<String> keys) {
    return new HostAddress(host, port, user, keys);
  }
}
