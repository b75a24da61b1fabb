package org.leasehold.app.cli.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// Programs are sent from a distribution; here there is none around the classes.
class ProgramsTest {
  @Test
  void anEngineIsSentFromADistributionOnly() {
    var e = assertThrows(IOException.class, Programs::ofEngine);
    assertEquals(
        Path.of("").toAbsolutePath()
            + " is no distribution of Leasehold; run the `leasehold` of one",
        e.getMessage());
  }
}
