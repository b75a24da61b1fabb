package org.leasehold.agent.guard;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Tells systemd that this service is ready and alive (`sd_notify`). Does nothing without systemd.
///
/// @see "man 3 sd_notify; NOTIFY_SOCKET"
public final class ServiceNotify {
  private final @Nullable String socket;

  /// @param socket the value of `NOTIFY_SOCKET`, or null
  public ServiceNotify(@Nullable String socket) {
    this.socket = socket;
  }

  public static ServiceNotify ofThisService() {
    return new ServiceNotify(System.getenv("NOTIFY_SOCKET"));
  }

  /// @return empty if told or nobody to tell, else what failed
  public Optional<String> ready(String status) {
    return send("READY=1\nSTATUS=" + status);
  }

  /// To be called more often than half of `WatchdogSec`.
  public Optional<String> alive() {
    return send("WATCHDOG=1");
  }

  private Optional<String> send(String text) {
    return socket == null || socket.isEmpty() ? Optional.empty() : Libc.sendDatagram(socket, text);
  }
}
