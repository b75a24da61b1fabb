package org.leasehold.app.cli.vm;

import java.time.Duration;
import java.util.List;
import org.leasehold.app.cli.ExitCode;
import org.leasehold.app.cli.Question;
import org.leasehold.app.cli.cluster.EngineCommand;
import org.leasehold.app.cli.cluster.Names;
import org.leasehold.core.engine.Request;
import org.leasehold.core.model.VmId;
import org.leasehold.core.monitor.Answer;
import org.leasehold.core.monitor.EngineFace;
import org.leasehold.core.monitor.Operation;
import org.leasehold.core.protocol.VmTopic;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `leasehold vm drift`: how a running VM differs from its definition, and which of the two counts.
@Command(
    name = "drift",
    description = {
      "Show how a running VM differs from its definition (exit code 1 where it does). --take-over"
          + " makes",
      "what runs the definition, on every host, after it was shown and checked; --revert lets the",
      "definition stand: the VM starts with it the next time, and a start that is held because of",
      "other disks goes on."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  leasehold vm drift web", "  leasehold vm drift web --take-over"})
final class DriftCommand extends EngineCommand {
  private static final Duration ANSWER_MAX = Duration.ofSeconds(15);
  private static final Duration CHECK_MAX = Duration.ofMinutes(3);

  @Parameters(index = "0", paramLabel = "VM", description = "name of the VM")
  private String name = "";

  @Option(names = "--take-over", description = "what runs becomes the definition")
  private boolean takeOver;

  @Option(names = "--revert", description = "the definition stands")
  private boolean revert;

  @Mixin private Question question = new Question();

  /// @param differences of the live XML from the definition, for people
  /// @param defined sources of its writable disks
  /// @param live the same as it runs; empty when it does not run
  record Drift(
      String vm, String host, String differences, List<String> defined, List<String> live) {}

  @Override
  protected int run(EngineFace face, Names names) throws Exception {
    if (takeOver && revert) throw wrong("it is taken over or reverted, not both");
    var vm = names.vm(name);
    var record = face.latest().state().vms().get(vm.id());
    var host = record == null ? null : record.host();
    if (takeOver) return takenOver(face, vm.id());
    if (revert) {
      var live = record == null || record.disks() == null ? vm.live() : record.disks();
      if (live == null || live.disks().equals(vm.disks())) {
        return told(
            new Answer.Done(
                "the definition of %s stands; what differs is gone when it starts anew: leasehold vm reboot %s"
                    .formatted(name, name)));
      }
      var disks = String.join(", ", vm.disks().sources());
      var effect = "%s starts with %s, whatever it runs with now".formatted(name, disks);
      if (!question.confirmed(effect)) return ExitCode.DONE.number();
      return ask(face, new Request.AcceptDisks(vm.id()));
    }
    if (host == null || record == null || record.copies().isEmpty()) {
      throw wrong(
          "%s does not run, so nothing differs; see: leasehold vm explain %s"
              .formatted(name, name));
    }
    var its = await(face.look(host, VmTopic.DRIFT, new VmTopic.Named(vm.id())), ANSWER_MAX);
    var live = its.liveDisks();
    var told =
        new Drift(
            name,
            names.of(host),
            its.text(),
            vm.disks().sources(),
            live == null ? List.of() : live.sources());
    if (json) printJson(told);
    else print(told);
    boolean same = its.text().isEmpty() && (live == null || live.equals(vm.disks()));
    return same ? ExitCode.DONE.number() : ExitCode.FINDINGS.number();
  }

  private int takenOver(EngineFace face, VmId vm) throws Exception {
    var planned = await(face.ask(operator(), new Operation.TakeOver(vm, true)), CHECK_MAX);
    if (!(planned instanceof Answer.Done)) return told(planned);
    if (!json) out().println(planned.text());
    out().flush();
    if (!question.confirmed("%s is defined as it runs from now on".formatted(name))) {
      return ExitCode.DONE.number();
    }
    return ask(face, new Operation.TakeOver(vm, false));
  }

  private void print(Drift told) {
    if (told.differences().isEmpty() && told.live().equals(told.defined())) {
      out().println("%s runs on %s as defined".formatted(told.vm(), told.host()));
      return;
    }
    out().println("%s on %s differs from its definition:".formatted(told.vm(), told.host()));
    if (!told.differences().isEmpty())
      out().println(told.differences().stripTrailing().indent(2).stripTrailing());
    if (!told.live().equals(told.defined())) {
      out().println("  disks: %s, defined: %s".formatted(told.live(), told.defined()));
    }
  }
}
