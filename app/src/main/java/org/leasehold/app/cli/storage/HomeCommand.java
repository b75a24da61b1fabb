package org.leasehold.app.cli.storage;

import org.leasehold.app.cli.ExitCode;
import org.leasehold.app.cli.Question;
import org.leasehold.app.cli.cluster.EngineCommand;
import org.leasehold.app.cli.cluster.Names;
import org.leasehold.core.monitor.EngineFace;
import org.leasehold.core.monitor.Operation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `leasehold storage home`: where the claim is kept that lets one engine act.
@Command(
    name = "home",
    description = {
      "Keep the engine's claim in another store. The engine that acts does it while every host is",
      "connected. Where the present home is lost for good no engine can act, and --lost moves the",
      "claim at your word: refused while any host still renews there, and unless more than half of",
      "the hosts are connected and have joined the new home."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  leasehold storage home nas2"})
final class HomeCommand extends EngineCommand {
  @Parameters(index = "0", paramLabel = "NAME", description = "name of the store")
  private String name = "";

  @Option(names = "--lost", description = "the present home is lost for good")
  private boolean lost;

  @Mixin private Question question = new Question();

  @Override
  protected int run(EngineFace face, Names names) throws Exception {
    var store = names.store(name);
    String effect =
        lost
            ? "the claim moves to %s at your word that its present home is lost; if an engine that cannot be seen from here still acts there, two act until it sees this one (a VM starts with its lease all the same)"
                .formatted(name)
            : "the engine's claim moves to %s; for some seconds no engine acts".formatted(name);
    if (!question.confirmed(effect)) return ExitCode.DONE.number();
    return ask(face, new Operation.MoveHome(store.domain(), lost));
  }
}
