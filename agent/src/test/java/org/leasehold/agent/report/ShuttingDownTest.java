package org.leasehold.agent.report;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShuttingDownTest {
  @TempDir Path run;

  private Path noLogin() {
    return run.resolve("nologin");
  }

  @Test
  void aHostWhoseLoginsAreClosedGoesDown() throws Exception {
    var shuttingDown = new ShuttingDown(noLogin());
    assertFalse(shuttingDown.get());
    Files.createFile(noLogin());
    assertTrue(shuttingDown.get());
    Files.delete(noLogin());
    assertFalse(shuttingDown.get(), "a planned shutdown was called off");
  }

  /// The file is there at every boot, and an agent may be up before it goes.
  @Test
  void aHostThatStillBootsDoesNotGoDownAndGoesDownLater() throws Exception {
    Files.createFile(noLogin());
    var shuttingDown = new ShuttingDown(noLogin());
    assertFalse(shuttingDown.get());
    Files.delete(noLogin());
    assertFalse(shuttingDown.get());
    Files.createFile(noLogin());
    assertTrue(shuttingDown.get());
  }
}
