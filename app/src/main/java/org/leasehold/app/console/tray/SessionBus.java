package org.leasehold.app.console.tray;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// Where the message bus of this desktop session listens. Only sockets with a path are reached:
/// Java knows no abstract ones.
///
/// @see "D-Bus Specification 0.43, Server Addresses, and Well-known Message Bus Instances"
final class SessionBus {
  private static final String UNIX = "unix:";
  private static final String PATH = "path=";

  /// A socket's path has at most 108 bytes; a list of addresses is short.
  private static final int ADDRESS_MAX = 4096;

  private SessionBus() {}

  /// @param environment of this process
  /// @return `unix:path=…` of a socket that is there
  static Optional<String> address(Map<String, String> environment) {
    var given = environment.getOrDefault("DBUS_SESSION_BUS_ADDRESS", "");
    if (given.length() > ADDRESS_MAX) return Optional.empty();
    if (!given.isEmpty()) {
      for (var one : given.split(";", -1)) {
        var found = path(one).filter(Files::exists);
        if (found.isPresent()) return found.map(SessionBus::address);
      }
      return Optional.empty();
    }
    var runtime = environment.getOrDefault("XDG_RUNTIME_DIR", "");
    if (runtime.isEmpty()) return Optional.empty();
    return Optional.of(Path.of(runtime, "bus")).filter(Files::exists).map(SessionBus::address);
  }

  private static Optional<Path> path(String address) {
    if (!address.startsWith(UNIX)) return Optional.empty();
    for (var pair : address.substring(UNIX.length()).split(",", -1)) {
      if (pair.startsWith(PATH)) return Optional.of(Path.of(pair.substring(PATH.length())));
    }
    return Optional.empty();
  }

  private static String address(Path socket) {
    return UNIX + PATH + socket;
  }
}
