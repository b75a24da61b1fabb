package org.leasehold.app.cli.volume;

import com.google.gson.JsonObject;
import java.util.concurrent.Callable;
import org.leasehold.app.cli.ExitCode;
import org.leasehold.app.cli.Ink;
import org.leasehold.core.volume.Finding;
import org.leasehold.core.volume.VolumeReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `leasehold volume check`: reads every host sector of every slot and says what is wrong.
@Command(
    name = "check",
    description = {
      "Read the whole volume and say what is wrong: where, what it means, what to do.",
      "Changes nothing. Exit code 1 where something needs doing, 0 where at most notes were found."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  leasehold volume check /srv/vms/xleases"})
final class CheckCommand implements Callable<Integer> {
  @Mixin private VolumeArgument volume = new VolumeArgument();

  @Option(names = "--json", description = "print one JSON object with the findings")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    var look = volume.read(reader -> Look.first(reader.read(VolumeReader.Depth.WHOLE)));
    var findings = look.findings();
    var out = spec.commandLine().getOut();
    if (json) {
      var object = new JsonObject();
      object.add("findings", VolumeJson.findings(findings));
      out.println(VolumeJson.pretty(object));
    } else if (findings.isEmpty()) {
      out.println(look.volume().path() + ": nothing wrong");
    } else {
      var table = new VolumeTable(Ink.ofThisTerminal());
      out.println(look.volume().path());
      table.findings(findings).forEach(out::println);
    }
    out.flush();
    boolean needsDoing =
        findings.stream().anyMatch(finding -> finding.severity() != Finding.Severity.INFO);
    return (needsDoing ? ExitCode.FINDINGS : ExitCode.DONE).number();
  }
}
