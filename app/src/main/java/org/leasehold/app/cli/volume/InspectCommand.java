package org.leasehold.app.cli.volume;

import java.util.concurrent.Callable;
import org.leasehold.app.cli.ExitCode;
import org.leasehold.app.cli.Ink;
import org.leasehold.core.volume.VolumeReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `leasehold volume inspect`: what is on a volume, from one look.
@Command(
    name = "inspect",
    description = {
      "Show hosts, leases and findings of a volume, from one look.",
      "One look cannot tell whether an owner lives; 'watch' can."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example:",
      "  leasehold volume inspect /rhev/dom_md/xleases --ids /rhev/dom_md/ids"
    })
final class InspectCommand implements Callable<Integer> {
  @Mixin private VolumeArgument volume = new VolumeArgument();

  @Option(names = "--json", description = "print one JSON object")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    var look = volume.read(reader -> Look.first(reader.read(VolumeReader.Depth.GLANCE)));
    var out = spec.commandLine().getOut();
    if (json) {
      out.println(VolumeJson.pretty(VolumeJson.of(look)));
    } else {
      new VolumeTable(Ink.ofThisTerminal()).page(look).forEach(out::println);
    }
    out.flush();
    return ExitCode.DONE.number();
  }
}
