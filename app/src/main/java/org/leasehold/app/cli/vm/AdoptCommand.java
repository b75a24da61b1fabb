package org.leasehold.app.cli.vm;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.cli.ExitCode;
import org.leasehold.app.cli.Question;
import org.leasehold.app.cli.cluster.EngineCommand;
import org.leasehold.app.cli.cluster.Names;
import org.leasehold.core.monitor.Answer;
import org.leasehold.core.monitor.EngineFace;
import org.leasehold.core.monitor.Operation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `leasehold vm adopt`: a libvirt domain becomes a protected VM.
@Command(
    name = "adopt",
    description = {
      "Take a VM of libvirt over, also while it runs: it gets a lease and is restarted elsewhere when",
      "its host dies. The plan is shown first."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  leasehold vm adopt web --on kvm1"})
final class AdoptCommand extends EngineCommand {
  @Parameters(index = "0", paramLabel = "VM", description = "libvirt's name of the VM")
  private String name = "";

  @Option(names = "--on", paramLabel = "HOST", required = true, description = "where it is defined")
  private String on = "";

  @Option(
      names = "--store",
      paramLabel = "NAME",
      description = "where its lease goes (default: home)")
  private @Nullable String store;

  @Option(names = "--plan", description = "only show what would be done")
  private boolean plan;

  @Mixin private Question question = new Question();

  @Override
  protected int run(EngineFace face, Names names) throws Exception {
    var host = names.host(on).id();
    var domain = store == null ? null : names.store(store).domain();
    var planned =
        await(
            face.ask(operator(), new Operation.Adopt(host, name, domain, true)),
            Duration.ofMinutes(3));
    if (plan || !(planned instanceof Answer.Done)) return told(planned);
    if (!json) out().println(planned.text());
    out().flush();
    if (!question.confirmed(
        "this definition of %s is kept by Leasehold from now on".formatted(name))) {
      return ExitCode.DONE.number();
    }
    return ask(face, new Operation.Adopt(host, name, domain, false));
  }
}
