package org.leasehold.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The forced command accepts exactly five things.
class SshRequestTest {
  private static final String VM = "6b3f0f6c-8a0b-4d7c-8e55-0c2f6f8f7a01";

  @Test
  void theFiveAreAccepted() {
    assertEquals(new SshRequest.Attach(), SshRequest.parse("attach"));
    assertEquals(new SshRequest.Engine(), SshRequest.parse("engine"));
    assertEquals(new SshRequest.RestartAgent(), SshRequest.parse("restart-agent"));
    assertEquals(new SshRequest.Display(VM), SshRequest.parse("display " + VM));
    assertEquals(
        new SshRequest.MigrateIn("0123456789abcdef"),
        SshRequest.parse("migrate-in 0123456789abcdef"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "attach ",
        " attach",
        "attach now",
        "ATTACH",
        "attach\n",
        "attach; id",
        "bash",
        "scp -t /",
        "display",
        "display ",
        "display ../agent.sock",
        "display " + VM + " x",
        "display  " + VM,
        "migrate-in",
        "migrate-in ../../etc/passwd",
        "migrate-in short",
        "restart-agent --now",
        "engine\u0000"
      })
  void allElseIsRefusedWithASentence(String command) {
    var refused = assertInstanceOf(SshRequest.Refused.class, SshRequest.parse(command));
    assertEquals(true, refused.sentence().length() > 20);
  }

  @Test
  void aLoginWithoutACommandIsToldWhatTheLoginIsFor() {
    assertEquals(
        new SshRequest.Refused(
            "no shell here; attach, engine, restart-agent, display VM and migrate-in TOKEN are"
                + " what this login is for"),
        SshRequest.parse(null));
  }

  @Test
  void whatIsRefusedIsSaid() {
    assertEquals(
        new SshRequest.Refused("display wants the VM's UUID in lower case"),
        SshRequest.parse("display ../agent.sock"));
    assertEquals(
        new SshRequest.Refused("migrate-in wants the token that the target's agent made"),
        SshRequest.parse("migrate-in ../../etc/passwd"));
    assertEquals(
        new SshRequest.Refused(
            "that is not allowed here; only attach, engine, restart-agent, display VM and"
                + " migrate-in TOKEN are allowed"),
        SshRequest.parse("scp -t /"));
  }

  @Test
  void aMigrationKeyIsForMigrationsOnly() {
    var token = "0123456789abcdef0123456789abcdef";
    assertEquals(
        new SshRequest.MigrateIn(token), SshRequest.parse("migrate-in " + token).migrationsOnly());
    assertEquals(
        new SshRequest.Refused("this key is for migrations only; migrate-in TOKEN is allowed"),
        SshRequest.parse("attach").migrationsOnly());
  }
}
