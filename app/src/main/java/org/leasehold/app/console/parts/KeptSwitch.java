package org.leasehold.app.console.parts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A switch of a person's that is kept between runs by a file, which is there while it is on.
public record KeptSwitch(Path file) {
  public boolean isOn() {
    return Files.exists(file);
  }

  /// A folder that cannot be written leaves it as it was.
  public void set(boolean on) {
    try {
      if (!on) {
        Files.deleteIfExists(file);
      } else if (!isOn()) {
        Files.createDirectories(file.getParent());
        Files.createFile(file);
      }
    } catch (IOException e) {
      System.getLogger("leasehold.console")
          .log(System.Logger.Level.INFO, "not kept in {0}: {1}", file, e.getMessage());
    }
  }
}
