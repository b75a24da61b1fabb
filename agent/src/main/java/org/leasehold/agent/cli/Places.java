package org.leasehold.agent.cli;

import java.nio.file.Path;
import java.util.Objects;

/// Where the agent's files are.
///
/// @param run sockets; gone at a reboot
/// @param state what must survive
public record Places(Path run, Path state) {
  public static final Places DEFAULT =
      new Places(Path.of("/run/leasehold"), Path.of("/var/lib/leasehold"));

  /// For the forced command, which gets no arguments: `LEASEHOLD_RUN_DIR` moves the sockets, in
  /// tests. sshd does not take it from the other end unless `AcceptEnv` is set.
  static Places fromEnvironment() {
    var run = System.getenv("LEASEHOLD_RUN_DIR");
    return new Places(run == null ? DEFAULT.run : Path.of(run), DEFAULT.state);
  }

  public Path agentSocket() {
    return run.resolve("agent.sock");
  }

  /// What the lease guard watches over.
  public Path guardWatch() {
    return run.resolve("guard.watch");
  }

  /// Of the engine's own service, whose folder is beside the agent's: `/run/leasehold-engine`.
  public Path engineSocket() {
    return run.resolveSibling(run.getFileName() + "-engine").resolve("engine.sock");
  }

  /// One use per file: `migrate-in TOKEN` connects to it, the agent listens on it.
  public Path tokenSocket(String token) {
    return run.resolve("incoming").resolve(Objects.requireNonNull(token));
  }

  public Path displaySocket(String vm) {
    return run.resolve("display").resolve(vm);
  }
}
