package org.leasehold.app.console.incidents;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.leasehold.core.monitor.Incident;

/// Writes an incident as a story, as `leasehold journal export` does.
@FunctionalInterface
public interface Stories {
  /// @param folder new or empty
  /// @return a sentence that says what was written; fails with one that says why not
  CompletableFuture<String> write(Incident incident, Path folder);
}
