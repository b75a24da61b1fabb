package org.leasehold.app.cli.desktop;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.cli.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `leasehold console`: the window.
@Command(
    name = "console",
    description = {
      "Open the console's window: on a running engine, with an engine of its own, or on a volume"
          + " file.",
      "Without options it shows this user's engine where one listens, else what there is to choose."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  leasehold console --volume /srv/vms/xleases"})
public final class ConsoleCommand implements Callable<Integer> {
  @Option(
      names = "--volume",
      paramLabel = "FILE",
      description = "show this xleases volume, slot by slot; no cluster is needed")
  private @Nullable Path volume;

  @Option(
      names = "--engine",
      paramLabel = "SOCKET|HOST",
      description =
          "show the engine that listens there, or on that host of the connected cluster (default:"
              + " this user's, else the one that acts)")
  private @Nullable String engine;

  @Option(
      names = "--journal",
      paramLabel = "FOLDER",
      description = "play a story that `journal export` wrote; nothing in it can be changed")
  private @Nullable Path journal;

  @Option(names = "--embed", description = "run the engine in the window")
  private boolean embed;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    if (!WindowCommand.hasDisplay()) {
      var err = spec.commandLine().getErr();
      err.println(
          "leasehold console: there is no display (DISPLAY and WAYLAND_DISPLAY are empty);"
              + " open it on a desktop, or use `leasehold volume inspect` here");
      err.flush();
      return ExitCode.UNREACHABLE.number();
    }
    return WindowCommand.open(
        new Opening(
            false,
            Optional.ofNullable(volume),
            Optional.ofNullable(engine),
            Optional.ofNullable(journal),
            embed,
            Play.PERSON,
            Optional.empty(),
            false,
            0,
            "",
            spec.commandLine().getOut()));
  }
}
