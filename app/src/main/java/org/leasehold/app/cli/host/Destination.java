package org.leasehold.app.cli.host;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.cli.Question;
import org.leasehold.core.link.HostKey;
import org.leasehold.core.model.HostAddress;
import org.leasehold.core.monitor.Answer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Where a host is, as options.
public final class Destination {
  @Option(
      names = "--address",
      paramLabel = "DESTINATION",
      description = "name, address or alias of your SSH configuration (default: the NAME)")
  private @Nullable String address;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(names = "--port", paramLabel = "PORT", description = "SSH port (default: as configured)")
  private int port;

  @Option(
      names = "--fingerprint",
      paramLabel = "SHA256:...",
      description = "the key that must be shown; then nothing is asked")
  private @Nullable String fingerprint;

  /// Looks at the key a host shows.
  @FunctionalInterface
  public interface Look {
    HostKey at(HostAddress address) throws Exception;
  }

  /// @param address with the confirmed key; null: not confirmed
  /// @param answer why not, when the key is another one
  public record Pinned(@Nullable HostAddress address, @Nullable Answer answer) {}

  /// Shows the key a host shows, and asks.
  public Pinned pinned(String name, Look look, Question question) throws Exception {
    if (port < 0 || port > 65535) {
      throw new ParameterException(
          spec.commandLine(), "--port is 1 to 65535, not %d".formatted(port));
    }
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
