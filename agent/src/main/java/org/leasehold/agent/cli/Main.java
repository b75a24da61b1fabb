package org.leasehold.agent.cli;

import picocli.CommandLine;

/// Entry point of `bin/leasehold-agent`.
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    // One login is one start of this program: the forced command does without the parser.
    if (args.length == 1 && args[0].equals("ssh")) System.exit(SshCommand.run(false));
    boolean migration = args.length == 2 && args[0].equals("ssh");
    if (migration && args[1].equals("--migrations-only")) System.exit(SshCommand.run(true));
    System.exit(commandLine().execute(args));
  }

  /// The whole command tree, as documented and as tested.
  public static CommandLine commandLine() {
    return new CommandLine(new AgentCommand())
        .setUsageHelpWidth(100)
        .setParameterExceptionHandler(new UsageError());
  }
}
