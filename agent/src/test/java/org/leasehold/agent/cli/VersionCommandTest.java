package org.leasehold.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class VersionCommandTest {
  private static String said(String... words) {
    var out = new StringWriter();
    var command = Main.commandLine().setOut(new PrintWriter(out));
    assertEquals(ExitCode.DONE, command.execute(words));
    return out.toString();
  }

  @Test
  void theCommandAndTheOptionSayTheVersionAndTheProtocols() {
    assertEquals("leasehold-agent 0.1.0\nprotocol 1 to 1\n", said("version"));
    assertEquals(said("version"), said("--version"));
  }
}
