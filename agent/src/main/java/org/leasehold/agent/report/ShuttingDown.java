package org.leasehold.agent.report;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/// Whether the operating system is going down, as far as systemd shows it in the file system: the
/// shutdown's time is set, or a shutdown target's job has begun and `/run/nologin` is there.
///
/// @see "shutdown(8): /run/systemd/shutdown/scheduled; systemd-user-sessions(8): /run/nologin"
public final class ShuttingDown implements Supplier<Boolean> {
  private static final Path NO_LOGIN = Path.of("/run/nologin");
  private final boolean wasThere = Files.exists(NO_LOGIN);

  @Override
  public Boolean get() {
    return !wasThere && Files.exists(NO_LOGIN);
  }
}
