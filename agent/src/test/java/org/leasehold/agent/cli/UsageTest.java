package org.leasehold.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Command lines and orders that are refused: each with its sentence and its exit code.
class UsageTest {
  private static void refused(int code, String sentence, String... words) {
    var err = new StringWriter();
    var out = new StringWriter();
    int ended =
        Main.commandLine().setErr(new PrintWriter(err)).setOut(new PrintWriter(out)).execute(words);
    assertEquals(code + ": " + sentence + "\n", ended + ": " + err);
    assertEquals("", out.toString());
  }

  @Test
  void noCommandOrAnUnknownOne() {
    refused(2, "leasehold-agent: say which command you want\nTry 'leasehold-agent --help'.");
    refused(
        2,
        "leasehold-agent: Unmatched argument at index 0: 'serf'\nTry 'leasehold-agent --help'.",
        "serf");
    refused(
        2,
        "leasehold-agent serve: Missing required parameter for option '--run-dir' (DIR)\nTry"
            + " 'leasehold-agent serve --help'.",
        "serve",
        "--run-dir");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "601"})
  void aTimeToLeaveThatIsNone(String seconds) {
    refused(
        2,
        "leave-lockspaces: --within is 1 to 600 seconds, not " + seconds,
        "leave-lockspaces",
        "--within=" + seconds);
  }

  @Test
  void lockspacesThatCannotBeReadAreNotLeft(@TempDir Path folder) throws Exception {
    var file = folder.resolve("lockspaces");
    Files.writeString(file, "[]");
    refused(
        3,
        "leave-lockspaces: "
            + file
            + " cannot be read; remove it and join the lockspaces again: Content: Expected"
            + " BEGIN_OBJECT but was BEGIN_ARRAY at path $",
        "leave-lockspaces",
        "--state-dir=" + folder);
  }

  @Test
  void aLockspaceThatIsNotLeftStaysForAReason(@TempDir Path folder) throws Exception {
    Files.writeString(
        folder.resolve("lockspaces"),
        """
        {"lockspaces":[{"lockspace":"ls","path":"/v","host":3,"ioTimeout":10,"enrolled":{"mountSource":"/dev/sdb","fileSystem":"ext4"}}]}
        """);
    var out = new StringWriter();
    int ended =
        Main.commandLine()
            .setOut(new PrintWriter(out))
            .execute(
                "leave-lockspaces",
                "--within=1",
                "--state-dir=" + folder,
                "--sanlock-dir=" + folder);
    assertEquals(
        "5: lockspace ls stays: sanlock is not running on this host: no socket at %s; start it with systemctl start sanlock\n"
            .formatted(folder.resolve("sanlock.sock")),
        ended + ": " + out);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          install        | {       | the input is no JSON: java.io.EOFException: End of input at line 1 column 2 path $.
          install        | []      | Order: Expected BEGIN_OBJECT but was BEGIN_ARRAY at path $
          engine-keys    | []      | KeysOrder: Expected BEGIN_OBJECT but was BEGIN_ARRAY at path $
          install-engine | []      | EngineOrder: Expected BEGIN_OBJECT but was BEGIN_ARRAY at path $
          """)
  void anOrderThatIsNotUnderstood(String command, String order, String sentence) {
    var before = System.in;
    try {
      System.setIn(new ByteArrayInputStream(order.getBytes(StandardCharsets.UTF_8)));
      refused(2, sentence, command);
    } finally {
      System.setIn(before);
    }
  }

  /// To guess what such a file said could let an old engine act, or forget a lockspace.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          instance           | x | does not hold a number; put the highest value you know there, or higher
          epoch              | x | does not hold a number; put the highest value you know there, or higher
          lockspaces         | { | cannot be read; remove it and join the lockspaces again: java.io.EOFException: End of input at line 1 column 2 path $.
          fence-secrets.json | { | is damaged; move it away and give the passwords anew: leasehold host power set
          """)
  void anAgentWhoseFilesAreDamagedDoesNotStart(
      String name, String content, String sentence, @TempDir Path folder) throws Exception {
    var state = Files.createDirectory(folder.resolve("state"));
    var file = Files.writeString(state.resolve(name), content);
    var out = System.out;
    try {
      refused(
          3,
          "leasehold-agent serve: %s %s".formatted(file, sentence),
          "serve",
          "--state-dir=" + state,
          "--run-dir=" + folder.resolve("run"));
    } finally {
      System.setOut(out);
    }
    assertEquals(content, Files.readString(file));
  }
}
