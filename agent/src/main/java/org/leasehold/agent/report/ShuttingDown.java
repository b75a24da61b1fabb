package org.leasehold.agent.report;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/// Whether the operating system is going down, as far as systemd shows it in the file system: it
/// makes `/run/nologin` when a shutdown begins, and five minutes before one that is planned. The
/// same file is there while a host boots, so it counts only once it has been seen gone.
///
/// @see "systemd-user-sessions(8), shutdown(8), tmpfiles.d/systemd-nologin.conf"
public final class ShuttingDown implements Supplier<Boolean> {
  private final Path noLogin;
  private volatile boolean booted;

  public ShuttingDown() {
    this(Path.of("/run/nologin"));
  }

  ShuttingDown(Path noLogin) {
    this.noLogin = noLogin;
    this.booted = !Files.exists(noLogin);
  }

  @Override
  public Boolean get() {
    boolean there = Files.exists(noLogin);
    if (!there) booted = true;
    return there && booted;
  }
}
