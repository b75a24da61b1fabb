package org.leasehold.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.leasehold.core.link.StubSshd;
import org.leasehold.core.link.StubSshd.Said;

/// What a person at a terminal answers, and what is then not done: the program in a process of its
/// own, on a terminal that script(1) makes.
@Timeout(120)
class AtATerminalTest {
  @TempDir private Path folder = Path.of("");

  /// @param prompt after which a person types
  /// @param typed with the return key after it
  /// @return what stands on the terminal, and the exit code in its last line
  private String typed(String prompt, String typed, List<Object> words) throws Exception {
    var line = new ArrayList<String>();
    line.add(ProcessHandle.current().info().command().orElseThrow());
    line.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1"));
    line.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    for (var word : words) line.add(word.toString());
    var command = line.stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
    var process =
        new ProcessBuilder(
                "script", "--quiet", "--return", "--command", command, folder + "/typescript")
            .redirectErrorStream(true)
            .start();
    var terminal = new StringBuilder();
    try (var keys = process.getOutputStream();
        var shown = new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)) {
      for (int letter = shown.read(); letter >= 0; letter = shown.read()) {
        if (letter != '\r') terminal.append((char) letter);
        if (!terminal.toString().endsWith(prompt)) continue;
        keys.write((typed + "\n").getBytes(StandardCharsets.UTF_8));
        keys.flush();
      }
      process.waitFor(60, TimeUnit.SECONDS);
      // When the line that was typed blind shows on the terminal is the terminal's own affair.
      return terminal.append(process.exitValue()).toString().replaceAll("\n+", "\n");
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void nothingIsDoneOnAHostWithoutAYes() throws Exception {
    try (var host = StubSshd.start(folder)) {
      var plan =
          "{\"steps\":[{\"what\":\"copy the programs\",\"done\":false}],\"refused\":[],\"failed\":\"\"}";
      host.answers(it -> it.endsWith(" install") ? new Said(0, plan, "") : new Said(0, "", ""));
      Files.writeString(folder.resolve("agent.tar"), "programs");
      var words = new ArrayList<Object>(List.of("host", "install", "kvm1"));
      words.addAll(List.of("--address", "127.0.0.1", "--port", host.port()));
      words.addAll(List.of("--fingerprint", host.key().fingerprint(), "--ssh-dir", folder));
      words.addAll(List.of("--agent-image", folder.resolve("agent.tar")));
      assertEquals(
          """
          sending programs to kvm1
          on kvm1, as root:
            copy the programs
          This is done on kvm1 now. Do it? [y/N] n
          nothing was done
          leasehold host install: nothing was done on kvm1
          4""",
          typed("[y/N] ", "n", words));
    }
  }

  @Test
  void aPowerDeviceIsNotSetUpWithoutAPassword() throws Exception {
    try (var engine = DemoEngine.in(folder)) {
      var words = new ArrayList<Object>(List.of("host", "power", "set", "kvm1", "--yes"));
      words.addAll(List.of("--agent", "fence_ipmilan", "--ip", "192.0.2.21"));
      words.addAll(List.of("--engine", folder.resolve("engine.sock")));
      assertEquals(
          """
          Password of bmc (fence_ipmilan at 192.0.2.21):\s
          leasehold host power set: no password was typed, so nothing was done; say --no-password if it needs none
          Try 'leasehold host power set --help'.
          2""",
          typed("192.0.2.21): ", "", words));
      assertEquals(List.of(), engine.asked());
    }
  }
}
