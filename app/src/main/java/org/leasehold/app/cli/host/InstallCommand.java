package org.leasehold.app.cli.host;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.cli.ExitCode;
import org.leasehold.app.cli.Question;
import org.leasehold.app.cli.cluster.Told;
import org.leasehold.core.model.HostAddress;
import org.leasehold.core.monitor.Answer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `leasehold host install`: agent, guard, hook, keys and units on a host.
@Command(
    name = "install",
    description = {
      "Install the agent on a host, through your own SSH login as root: programs, user, keys, units,",
      "libvirt hook. Shows what it will do and asks; what is there already is left. Also to update.",
      "`host add --install` does this and takes the host into the cluster. Undo: `host uninstall`."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  leasehold host install kvm1 --address 192.0.2.11"})
final class InstallCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "NAME", description = "name of the host")
  private String name = "";

  @Mixin private Destination destination = new Destination();
  @Mixin private RootLogin root = new RootLogin();
  @Mixin private Question question = new Question();

  @Option(names = "--json", description = "print JSON")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    var programs = root.programs();
    var pinned = destination.pinned(name, root::look, question);
    var refused = pinned.answer();
    if (refused != null) return Told.tell(spec, json, refused);
    var address = pinned.address();
    if (address == null) return ExitCode.DONE.number();
    var out = json ? new PrintWriter(PrintWriter.nullWriter()) : spec.commandLine().getOut();
    try (var login = root.open(address)) {
      return Told.tell(
          spec,
          json,
          new RemoteInstall(name, login, out)
              .install(programs, root.engineKeys(login), root.unknownStorage(), question));
    }
  }

  /// Where a host is, as options.
  static final class Destination {
    @Option(
        names = "--address",
        paramLabel = "DESTINATION",
        description = "name, address or alias of your SSH configuration (default: the NAME)")
    private @Nullable String address;

    @Option(
        names = "--port",
        paramLabel = "PORT",
        description = "SSH port (default: as configured)")
    private int port;

    @Option(
        names = "--fingerprint",
        paramLabel = "SHA256:...",
        description = "the key that must be shown; then nothing is asked")
    private @Nullable String fingerprint;

    interface Look {
      org.leasehold.core.link.HostKey at(HostAddress address) throws Exception;
    }

    /// @param address with the confirmed key; null: not confirmed
    /// @param answer why not, when the key is another one
    record Pinned(@Nullable HostAddress address, @Nullable Answer answer) {}

    /// Shows the key a host shows, and asks.
    Pinned pinned(String name, Look look, Question question) throws Exception {
      var at = new HostAddress(address == null ? name : address, port, "", List.of());
      var key = look.at(at);
      var print = key.fingerprint();
      if (fingerprint != null && !fingerprint.equals(print)) {
        return new Pinned(
            null,
            new Answer.Refused(
                "%s shows the key %s, not %s; find out why before you go on"
                    .formatted(name, print, fingerprint)));
      }
      boolean go =
          fingerprint != null
              || question.confirmed(
                  "%s shows the %s key %s; compare it with `ssh-keygen -lf` on the host's console, then pin it"
                      .formatted(name, key.type(), print));
      if (!go) return new Pinned(null, null);
      return new Pinned(new HostAddress(at.destination(), port, "", List.of(key.toString())), null);
    }
  }
}
