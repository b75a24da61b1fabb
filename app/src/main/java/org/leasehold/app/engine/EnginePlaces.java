package org.leasehold.app.engine;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where an engine keeps its journal and listens.
///
/// @param state folder of the journal
/// @param socket of the engine's face
public record EnginePlaces(Path state, Path socket) {
  /// Of a service on a host.
  public static final EnginePlaces SERVICE =
      new EnginePlaces(
          Path.of("/var/lib/leasehold-engine"), Path.of("/run/leasehold-engine/engine.sock"));

  /// Of the person who runs this: the XDG folders; for root the service's, unless they are set.
  ///
  /// @see "XDG Base Directory Specification 0.8"
  public static EnginePlaces of(Map<String, String> environment, Path home, String userName) {
    boolean moved = !environment.getOrDefault("XDG_STATE_HOME", "").isEmpty();
    if (userName.equals("root") && !moved) return SERVICE;
    var state = folder(environment.get("XDG_STATE_HOME"), home.resolve(".local/state"));
    var runtime = folder(environment.get("XDG_RUNTIME_DIR"), state.resolve("leasehold/run"));
    return new EnginePlaces(
        state.resolve("leasehold/engine"), runtime.resolve("leasehold/engine.sock"));
  }

  public static EnginePlaces ofThisUser() {
    return of(
        System.getenv(),
        Path.of(System.getProperty("user.home", "/")),
        System.getProperty("user.name", ""));
  }

  private static Path folder(@Nullable String said, Path otherwise) {
    return said == null || said.isEmpty() || !Files.isDirectory(Path.of(said))
        ? otherwise
        : Path.of(said);
  }
}
