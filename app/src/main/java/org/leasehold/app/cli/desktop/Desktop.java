package org.leasehold.app.cli.desktop;

import org.leasehold.app.cli.ExitCode;

/// Opens the console's window; found by `java.util.ServiceLoader`, so that the command line itself
/// never loads a window system.
public interface Desktop {
  /// Returns when the window is closed.
  ExitCode open(Opening opening) throws Exception;
}
