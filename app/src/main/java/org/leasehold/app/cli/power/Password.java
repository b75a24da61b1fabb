package org.leasehold.app.cli.power;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Takes a password from the terminal, a file or the input; never from the command line, which
/// every user of the machine can see.
final class Password {
  private static final int BYTES_MAX = 4096;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "its first line is the password; '-' reads it from the input")
  private @Nullable Path file;

  @Option(names = "--no-password", description = "the device needs none")
  private boolean none;

  @Option(names = "--keep-password", description = "the device keeps the password it has")
  private boolean keep;

  boolean isKept() {
    return keep;
  }

  /// @param of what, for the prompt
  /// @return empty when there is none, or it is kept
  String read(String of) throws IOException {
    int ways = (file == null ? 0 : 1) + (none ? 1 : 0) + (keep ? 1 : 0);
    if (ways > 1) {
      throw wrong("say one of --password-file, --no-password and --keep-password");
    }
    if (none || keep) return "";
    if (file != null) return firstLine(file);
    var console = System.console();
    if (console == null || !console.isTerminal()) {
      throw wrong(
          "nobody is here to ask for the password, so nothing was done: say --password-file FILE, --no-password or --keep-password");
    }
    var typed = console.readPassword("Password of %s: ", of);
    if (typed == null || typed.length == 0) {
      throw wrong("no password was typed, so nothing was done; say --no-password if it needs none");
    }
    return new String(typed);
  }

  private String firstLine(Path from) throws IOException {
    try (var in = from.toString().equals("-") ? System.in : Files.newInputStream(from)) {
      var bytes = in.readNBytes(BYTES_MAX);
      var text = new String(bytes, StandardCharsets.UTF_8).lines().findFirst().orElse("");
      if (text.isEmpty()) throw wrong("the first line of " + from + " is empty");
      return text;
    }
  }

  private CommandLine.ParameterException wrong(String sentence) {
    return new CommandLine.ParameterException(spec.commandLine(), sentence);
  }
}
