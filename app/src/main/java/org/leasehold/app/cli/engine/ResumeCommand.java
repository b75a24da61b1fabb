package org.leasehold.app.cli.engine;

import org.leasehold.app.cli.cluster.EngineCommand;
import org.leasehold.app.cli.cluster.Names;
import org.leasehold.core.engine.Request;
import org.leasehold.core.monitor.EngineFace;
import picocli.CommandLine.Command;

/// `leasehold resume`: the pause is over.
@Command(
    name = "resume",
    description = {"End the pause: the engine acts again."},
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  leasehold resume"})
public final class ResumeCommand extends EngineCommand {
  @Override
  protected int run(EngineFace face, Names names) throws Exception {
    return ask(face, new Request.ResumeHa());
  }
}
