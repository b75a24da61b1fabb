package org.leasehold.app.cli.vm;

import java.util.Locale;
import org.leasehold.app.cli.ExitCode;
import org.leasehold.app.cli.Question;
import org.leasehold.app.cli.cluster.EngineCommand;
import org.leasehold.app.cli.cluster.Names;
import org.leasehold.core.model.HaMode;
import org.leasehold.core.monitor.EngineFace;
import org.leasehold.core.monitor.Operation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `leasehold vm protect`: how a VM is kept alive.
@Command(
    name = "protect",
    description = {
      "Change how a VM that is up or down is kept alive: protected (it runs with its lease only),"
          + " confirm",
      "(no lease; restarted elsewhere after a typed confirmation only, split brain possible), off."
          + " While",
      "it is up its lease is put into its process, or taken from it."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  leasehold vm protect scratch --mode off"})
final class ProtectCommand extends EngineCommand {
  @Parameters(index = "0", paramLabel = "VM", description = "name of the VM")
  private String name = "";

  @Option(
      names = "--mode",
      paramLabel = "off|confirm|protected",
      description = "how it is kept alive (default: ${DEFAULT-VALUE})")
  private String mode = "protected";

  @Mixin private Question question = new Question();

  @Override
  protected int run(EngineFace face, Names names) throws Exception {
    var vm = names.vm(name);
    var next =
        switch (mode.toLowerCase(Locale.ROOT)) {
          case "off" -> HaMode.OFF;
          case "confirm" -> HaMode.CONFIRM;
          case "protected" -> HaMode.PROTECTED;
          default -> throw wrong("the mode is off, confirm or protected, not " + mode);
        };
    if (vm.isProtected() && next != HaMode.PROTECTED) {
      var effect =
          next == HaMode.OFF
              ? "%s loses its lease: nobody restarts it, and nothing keeps it from running twice"
              : "%s loses its lease: it is restarted elsewhere only after a typed confirmation, and"
                  + " nothing else keeps it from running twice";
      if (!question.confirmed(effect.formatted(name))) return ExitCode.DONE.number();
    }
    return ask(face, new Operation.Protect(vm.id(), next));
  }
}
