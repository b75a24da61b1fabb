package org.leasehold.app.cli.host;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.cli.ExitCode;
import org.leasehold.app.cli.Question;
import org.leasehold.app.cli.cluster.EngineCommand;
import org.leasehold.app.cli.cluster.Names;
import org.leasehold.core.link.HostKey;
import org.leasehold.core.model.HostAddress;
import org.leasehold.core.monitor.Answer;
import org.leasehold.core.monitor.EngineFace;
import org.leasehold.core.monitor.Operation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `leasehold host add`: a host joins the cluster.
@Command(
    name = "add",
    description = {
      "Take a host into the cluster. Its agent must run; the SSH host key is shown and asked about.",
      "Then it joins every store the cluster has."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  leasehold host add kvm1 --address 192.0.2.11"})
final class AddCommand extends EngineCommand {
  @Parameters(index = "0", paramLabel = "NAME", description = "name of the host in the cluster")
  private String name = "";

  @Option(
      names = "--address",
      paramLabel = "DESTINATION",
      description = "name, address or alias of your SSH configuration (default: the NAME)")
  private @Nullable String address;

  @Option(names = "--port", paramLabel = "PORT", description = "SSH port (default: as configured)")
  private int port;

  @Option(
      names = "--user",
      paramLabel = "USER",
      description = "who logs in (default: ${DEFAULT-VALUE})")
  private String user = "leasehold";

  @Option(
      names = "--fingerprint",
      paramLabel = "SHA256:...",
      description = "the key that must be shown; then nothing is asked")
  private @Nullable String fingerprint;

  @Mixin private Question question = new Question();

  @Override
  protected int run(EngineFace face, Names names) throws Exception {
    var at = new HostAddress(address == null ? name : address, port, user, List.of());
    var key = HostKey.parse(await(face.hostKey(at), Duration.ofSeconds(60)));
    var print = key.fingerprint();
    if (fingerprint != null && !fingerprint.equals(print)) {
      return told(
          new Answer.Refused(
              "%s shows the key %s, not %s; find out why before you go on"
                  .formatted(name, print, fingerprint)));
    }
    boolean go =
        fingerprint != null
            || question.confirmed(
                "%s shows the %s key %s; compare it with `ssh-keygen -lf` on the host's console, then pin it"
                    .formatted(name, key.type(), print));
    if (!go) return ExitCode.DONE.number();
    var pinned = new HostAddress(at.destination(), port, user, List.of(key.toString()));
    return ask(face, new Operation.AddHost(name, pinned));
  }
}
