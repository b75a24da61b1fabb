package org.leasehold.agent.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

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
  @Option(
      names = "--migrations-only",
      description = "nothing but migrate-in TOKEN: for the migration keys of the other hosts")
  private boolean migrationsOnly;

  @Override
  public Integer call() {
    return run(migrationsOnly);
  }

  static int run(boolean migrationsOnly) {
    var parsed = SshRequest.parse(System.getenv("SSH_ORIGINAL_COMMAND"));
    if (migrationsOnly) parsed = parsed.migrationsOnly();
    return switch (parsed) {
      case SshRequest.Refused refused -> {
        System.err.println("leasehold-agent ssh: " + refused.sentence());
        yield ExitCode.REFUSED;
      }
      case SshRequest.Allowed allowed -> new SshActions(Places.fromEnvironment()).run(allowed);
    };
  }
}
