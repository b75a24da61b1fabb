package org.leasehold.app.cli.vm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.cli.ExitCode;
import org.leasehold.app.cli.Question;
import org.leasehold.app.cli.cluster.EngineCommand;
import org.leasehold.app.cli.cluster.Names;
import org.leasehold.core.monitor.Answer;
import org.leasehold.core.monitor.EngineFace;
import org.leasehold.core.monitor.NewestDefinition;
import org.leasehold.core.monitor.Operation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `leasehold vm edit`: another definition of a VM.
@Command(
    name = "edit",
    description = {
      "Change the definition of a VM that is down, in $EDITOR or from a file. It is checked on every",
      "host and the difference shown first. The lease is no part of it: it is added at each start."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Examples:", "  leasehold vm edit web", "  leasehold vm edit web --file web.xml"})
final class EditCommand extends EngineCommand {
  private static final Duration CHECK_MAX = Duration.ofMinutes(3);

  @Parameters(index = "0", paramLabel = "VM", description = "name of the VM")
  private String name = "";

  @Option(
      names = "--file",
      paramLabel = "XML",
      description = "the new definition; without it your editor is opened on the present one")
  private @Nullable Path file;

  @Option(names = "--show", description = "only print the present definition")
  private boolean show;

  @Option(names = "--plan", description = "only check it and show what would change")
  private boolean plan;

  @Mixin private Question question = new Question();

  @Override
  protected int run(EngineFace face, Names names) throws Exception {
    var entry = names.vm(name);
    var present = await(NewestDefinition.of(face, names.document(), entry), CHECK_MAX);
    if (present.revision() < entry.revision()) {
      err()
          .println(
              "no host has revision %d of %s; this is revision %d, and names perhaps other disks than it last ran with: %s"
                  .formatted(
                      entry.revision(),
                      name,
                      present.revision(),
                      String.join(", ", entry.disks().sources())));
    }
    if (show) {
      out().println(present.xml());
      return ExitCode.DONE.number();
    }
    var next = file == null ? edited(present.xml()) : Optional.of(Files.readString(file));
    if (next.isEmpty() || next.get().equals(present.xml())) {
      return told(new Answer.Done("nothing changes"));
    }
    var edit = new Operation.Edit(entry.id(), next.get(), present.revision(), true);
    var planned = await(face.ask(operator(), edit), CHECK_MAX);
    if (plan || !(planned instanceof Answer.Done)) return told(planned);
    if (!json) out().println(planned.text());
    out().flush();
    if (!question.confirmed("%s is defined so from its next start on".formatted(name))) {
      return ExitCode.DONE.number();
    }
    return ask(face, new Operation.Edit(entry.id(), next.get(), present.revision(), false));
  }

  /// @return empty when the editor ended with anything but 0
  private Optional<String> edited(String xml) throws IOException, InterruptedException {
    var console = System.console();
    if (console == null || !console.isTerminal()) {
      throw wrong("nobody is here to edit; say --file XML");
    }
    var mine = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    var scratch = Files.createTempFile("leasehold-", ".xml", mine);
    try {
      Files.writeString(scratch, xml);
      var editor = System.getenv().getOrDefault("EDITOR", "vi");
      var words = new ArrayList<>(List.of(editor.strip().split(" +", -1)));
      words.add(scratch.toString());
      int code = new ProcessBuilder(words).inheritIO().start().waitFor();
      return code == 0 ? Optional.of(Files.readString(scratch)) : Optional.empty();
    } finally {
      Files.delete(scratch);
    }
  }
}
