package org.leasehold.agent.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/// `leasehold-agent ssh`: the forced command of the user `leasehold`. What the other end asked for
/// is in SSH_ORIGINAL_COMMAND; all but a short list is refused.
@Command(
    name = "ssh",
    description = {
      "The forced command of the SSH user 'leasehold'; what to do is in SSH_ORIGINAL_COMMAND:",
      "attach, engine, restart-agent, display VM, migrate-in TOKEN. All else is refused."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example (in authorized_keys):",
      "  restrict,command=\"/opt/leasehold-agent/bin/leasehold-agent ssh\" ssh-ed25519 AAAA..."
    })
final class SshCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    return run();
  }

  static int run() {
    return run(System.getenv("SSH_ORIGINAL_COMMAND"));
  }

  private static int run(@Nullable String asked) {
    var parsed = SshRequest.parse(asked);
    return switch (parsed) {
      case SshRequest.Refused refused -> {
        System.err.println("leasehold-agent ssh: " + refused.sentence());
        yield ExitCode.REFUSED;
      }
      case SshRequest.Allowed allowed -> new SshActions(Places.fromEnvironment()).run(allowed);
    };
  }
}
