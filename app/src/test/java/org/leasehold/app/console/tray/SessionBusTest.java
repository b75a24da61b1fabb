package org.leasehold.app.console.tray;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionBusTest {
  @TempDir private Path folder = Path.of("");

  private static Optional<String> of(String name, Object value) {
    return SessionBus.address(Map.of(name, value.toString()));
  }

  @Test
  void itIsFoundByItsSocket() throws IOException {
    var socket = Files.createFile(folder.resolve("bus"));
    var address = Optional.of("unix:path=" + socket);
    assertEquals(address, of("DBUS_SESSION_BUS_ADDRESS", "unix:path=" + socket + ",guid=4f"));
    assertEquals(
        address, of("DBUS_SESSION_BUS_ADDRESS", "unix:abstract=/tmp/x;unix:path=" + socket));
    assertEquals(address, of("XDG_RUNTIME_DIR", folder));
  }

  @Test
  void whereThereIsNoneNoneIsGuessed() throws IOException {
    assertEquals(Optional.empty(), SessionBus.address(Map.of()));
    assertEquals(Optional.empty(), of("XDG_RUNTIME_DIR", folder));
    assertEquals(Optional.empty(), of("DBUS_SESSION_BUS_ADDRESS", "unix:path=" + folder + "/no"));
    assertEquals(Optional.empty(), of("DBUS_SESSION_BUS_ADDRESS", "unix:abstract=/tmp/x"));
    assertEquals(Optional.empty(), of("DBUS_SESSION_BUS_ADDRESS", "x".repeat(5000)));
    Files.createFile(folder.resolve("bus"));
    var other =
        Map.of("DBUS_SESSION_BUS_ADDRESS", "disabled:", "XDG_RUNTIME_DIR", folder.toString());
    assertEquals(Optional.empty(), SessionBus.address(other));
  }
}
