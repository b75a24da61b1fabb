package org.leasehold.app.cli;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Asks before something is removed or overwritten; `--yes` answers for scripts.
public final class Question {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(names = "--yes", description = "do it without asking; for scripts")
  private boolean yes;

  /// @param effect what will be done, shown before the question
  /// @return whether to go on
  public boolean confirmed(String effect) {
    if (yes) return true;
    var console = System.console();
    if (console == null || !console.isTerminal()) {
      throw new CommandLine.ParameterException(
          spec.commandLine(),
          effect + "; nobody is here to ask, so nothing was done: say --yes to do it");
    }
    @Nullable String answer = console.readLine("%s. Do it? [y/N] ", effect);
    boolean go = answer != null && answer.trim().toLowerCase(Locale.ROOT).startsWith("y");
    if (!go) {
      var out = spec.commandLine().getOut();
      out.println("nothing was done");
      out.flush();
    }
    return go;
  }
}
