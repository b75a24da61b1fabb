package org.leasehold.agent.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The guard refuses a command line that it does not know, and watches over nothing then.
@Timeout(60)
class GuardMainTest {
  private static final String USAGE =
      """
      Usage: leasehold-guard [--self-reset auto|on|off]
      Ends VMs of this host that run without the protection of their lease. Started by systemd.
        --self-reset   reset this host when such a VM survives SIGKILL for 25 s;
                       auto, the default: only where sanlock runs without a watchdog,
                              or that has not fired in time
      """;

  private static String property(String name) {
    return Objects.requireNonNull(System.getProperty(name), name);
  }

  private static void refused(String why, String... arguments) throws Exception {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(property("java.home"), "bin", "java").toString(),
                "-cp",
                property("java.class.path"),
                GuardMain.class.getName()));
    command.addAll(List.of(arguments));
    var process = new ProcessBuilder(command).start();
    try {
      var said = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals("leasehold-guard: " + why + "\n" + USAGE, said);
      assertEquals("", new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
      assertEquals(2, process.waitFor());
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void aValueOfAnArgumentThatIsNoneIsNamed() throws Exception {
    refused("unknown value 'maybe' for --self-reset", "--self-reset", "maybe");
  }

  @Test
  void anArgumentThatIsNoneIsNamed() throws Exception {
    refused("unknown argument '--reset'", "--reset");
    refused("unknown argument '--reset'", "--reset", "on");
  }

  @Test
  void aValueThatIsMissingAndAWordTooManyAreNamed() throws Exception {
    refused("--self-reset needs a value", "--self-reset");
    refused("unknown argument 'off'", "--self-reset", "on", "off");
  }
}
