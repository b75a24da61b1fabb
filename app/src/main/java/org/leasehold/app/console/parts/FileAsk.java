package org.leasehold.app.console.parts;

import java.nio.file.Path;
import java.util.Optional;

/// Asks a person for a place in the file system.
public interface FileAsk {
  /// Nobody is there to be asked.
  FileAsk NOBODY =
      new FileAsk() {
        @Override
        public Optional<Path> save(String title, String name) {
          return Optional.empty();
        }

        @Override
        public Optional<Path> folder(String title) {
          return Optional.empty();
        }
      };

  /// @param name suggested
  /// @return empty when cancelled
  Optional<Path> save(String title, String name);

  /// A folder that is there.
  Optional<Path> folder(String title);
}
