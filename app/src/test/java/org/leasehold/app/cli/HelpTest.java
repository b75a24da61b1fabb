package org.leasehold.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine;

/// Every command explains itself, and `core/docs/cli.md` says the same.
class HelpTest {
  private static final Path DOCUMENT = Path.of("../core/docs/cli.md");

  @TestFactory
  Stream<DynamicTest> everyCommandsHelpHasAnExample() {
    return commands().stream()
        .map(
            command ->
                DynamicTest.dynamicTest(
                    command.getCommandSpec().qualifiedName(),
                    () -> assertTrue(help(command).contains("Example"), () -> help(command))));
  }

  @TestFactory
  Stream<DynamicTest> everyCommandThatDoesSomethingSpeaksJson() {
    return commands().stream()
        .filter(command -> command.getSubcommands().isEmpty())
        .filter(command -> !opensAWindow(command))
        .map(
            command ->
                DynamicTest.dynamicTest(
                    command.getCommandSpec().qualifiedName(),
                    () -> assertTrue(help(command).contains("--json"), () -> help(command))));
  }

  private static boolean opensAWindow(CommandLine command) {
    return command.getCommand().getClass().getPackageName().endsWith(".desktop");
  }

  /// The document is written by `-Ddocs.rewrite=true`, never by itself.
  @Test
  void theDocumentOfTheCommandLineIsWhatTheCommandsSay() throws IOException {
    if (Boolean.getBoolean("docs.rewrite")) Files.writeString(DOCUMENT, document());
    assertEquals(document(), Files.readString(DOCUMENT));
  }

  private static String document() {
    var text = new StringBuilder("# The command line\n\n");
    text.append("Written from the commands' own help by `HelpTest`; do not edit.\n");
    for (var command : commands()) {
      var name = command.getCommandSpec().qualifiedName();
      text.append("\n## ").append(name).append("\n```\n").append(help(command)).append("```\n");
    }
    return text.toString();
  }

  private static String help(CommandLine command) {
    return command.getUsageMessage(CommandLine.Help.Ansi.OFF);
  }

  private static List<CommandLine> commands() {
    var all = new ArrayList<CommandLine>();
    collect(Main.commandLine(), all);
    return all;
  }

  private static void collect(CommandLine command, List<CommandLine> all) {
    all.add(command);
    command.getSubcommands().values().forEach(sub -> collect(sub, all));
  }
}
