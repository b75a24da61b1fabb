package org.leasehold.app.cli.storage;

import org.leasehold.app.cli.ExitCode;
import org.leasehold.app.cli.Question;
import org.leasehold.app.cli.cluster.EngineCommand;
import org.leasehold.app.cli.cluster.Names;
import org.leasehold.core.monitor.EngineFace;
import org.leasehold.core.monitor.Operation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `leasehold storage remove`: the undo of create and add.
@Command(
    name = "remove",
    description = {
      "Let every host leave a store that holds no VM's lease, and forget it. The volume itself stays",
      "where it is and can be deleted then."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  leasehold storage remove nas2"})
final class RemoveCommand extends EngineCommand {
  @Parameters(index = "0", paramLabel = "NAME", description = "name of the store")
  private String name = "";

  @Mixin private Question question = new Question();

  @Override
  protected int run(EngineFace face, Names names) throws Exception {
    var store = names.store(name);
    String effect = "every host leaves %s, and no lease can be in it any more".formatted(name);
    if (!question.confirmed(effect)) return ExitCode.DONE.number();
    return ask(face, new Operation.RemoveStore(store.domain()));
  }
}
