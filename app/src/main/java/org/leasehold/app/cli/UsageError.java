package org.leasehold.app.cli;

import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;

/// A wrong command line gets one sentence and where to read on, not a page.
final class UsageError implements IParameterExceptionHandler {
  @Override
  public int handleParseException(ParameterException e, String[] args) {
    var command = e.getCommandLine();
    var err = command.getErr();
    err.println(command.getCommandSpec().qualifiedName() + ": " + e.getMessage());
    CommandLine.UnmatchedArgumentException.printSuggestions(e, err);
    err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    err.flush();
    return ExitCode.USAGE.number();
  }
}
