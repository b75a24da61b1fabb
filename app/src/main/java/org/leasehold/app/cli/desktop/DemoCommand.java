package org.leasehold.app.cli.desktop;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.cli.ExitCode;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `leasehold demo`: the console with a simulated cluster.
@Command(
    name = "demo",
    description = {
      "Open the console with a simulated cluster: the real engine, faults from a menu.",
      "Nothing outside the window is touched."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  leasehold demo",
      "  leasehold demo --headless --pictures target/demo"
    })
public final class DemoCommand implements Callable<Integer> {
  @Option(
      names = "--headless",
      description = "without a display: play \"a host loses power\" to its end and tell the story")
  private boolean headless;

  @Option(
      names = "--pictures",
      paramLabel = "FOLDER",
      description = "with --headless: write pictures of every screen there")
  private @Nullable Path pictures;

  @Option(
      names = "--every-size",
      description = "pictures also at 1024x700 and at 200 %% of the size")
  private boolean everySize;

  @Option(names = "--kiosk", description = "play \"a host loses power\" by itself, again and again")
  private boolean kiosk;

  @Option(
      names = "--measure",
      description =
          "print start, frames a second at 5,000 VMs and at 3,960 slots and memory, and end")
  private boolean measure;

  @Option(
      names = "--soak",
      paramLabel = "MINUTES",
      description = "let faults go on for so long, 1..1440, and print the memory every minute")
  private int soakMinutes;

  @Option(names = "--rehearse", hidden = true, description = "open every screen once and end")
  private boolean rehearse;

  @Option(names = "--theme", paramLabel = "THEME", description = "light or dark")
  private String theme = "";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    if (!theme.isEmpty() && !theme.equals("light") && !theme.equals("dark")) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--theme is light or dark, not '" + theme + "'");
    }
    if (pictures != null && !headless) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--pictures goes with --headless");
    }
    if (soakMinutes < 0 || soakMinutes > 1440) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--soak is 1 to 1440 minutes, not " + soakMinutes);
    }
    if (!play().isHeadless() && !WindowCommand.hasDisplay()) {
      var err = spec.commandLine().getErr();
      err.println(
          "leasehold demo: there is no display (DISPLAY and WAYLAND_DISPLAY are empty);"
              + " --headless plays it without one");
      err.flush();
      return ExitCode.UNREACHABLE.number();
    }
    return WindowCommand.open(
        new Opening(
            true,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            false,
            play(),
            Optional.ofNullable(pictures),
            everySize,
            soakMinutes,
            theme,
            spec.commandLine().getOut()));
  }

  private Play play() {
    if (rehearse) return Play.REHEARSAL;
    if (headless) return Play.STORY;
    if (measure) return Play.MEASURE;
    if (soakMinutes > 0) return Play.SOAK;
    return kiosk ? Play.KIOSK : Play.PERSON;
  }
}
