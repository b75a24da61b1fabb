package org.leasehold.app.console.tray;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.freedesktop.dbus.connections.impl.DBusConnection;
import org.freedesktop.dbus.connections.impl.DBusConnectionBuilder;
import org.freedesktop.dbus.exceptions.DBusException;

/// A real session bus of the test's own.
final class RealBus implements AutoCloseable {
  private final Process daemon;
  private final String address;

  RealBus(Path folder) throws IOException {
    address = "unix:path=" + folder.resolve("bus");
    daemon =
        new ProcessBuilder(
                "/usr/bin/dbus-daemon",
                "--session",
                "--nofork",
                "--nopidfile",
                "--address=" + address,
                "--print-address")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    // its first line says that it listens
    try (var said = daemon.inputReader()) {
      said.readLine();
    }
    if (!Files.exists(folder.resolve("bus"))) throw new IOException("no bus at " + address);
  }

  Map<String, String> environment() {
    return Map.of("DBUS_SESSION_BUS_ADDRESS", address);
  }

  DBusConnection connect() throws DBusException {
    return DBusConnectionBuilder.forAddress(address).withShared(false).build();
  }

  @Override
  public void close() {
    daemon.destroy();
    try {
      if (!daemon.waitFor(10, TimeUnit.SECONDS)) daemon.destroyForcibly();
    } catch (InterruptedException _) {
      daemon.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
