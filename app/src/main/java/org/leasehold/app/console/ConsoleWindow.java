package org.leasehold.app.console;

import javafx.application.Application;
import org.leasehold.app.cli.ExitCode;
import org.leasehold.app.cli.desktop.Desktop;
import org.leasehold.app.cli.desktop.Opening;

/// Opens the window for the command line.
public final class ConsoleWindow implements Desktop {
  @Override
  public ExitCode open(Opening opening) {
    ConsoleApp.opening = opening;
    Application.launch(ConsoleApp.class);
    return ConsoleApp.ended;
  }
}
