package org.leasehold.app.console.parts;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Properties;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Small things a person set up in the window, kept for the next run in a file of the user's. What
/// cannot be read counts as never written; a full disk loses what was set up, nothing else.
public final class Kept {
  private final @Nullable Path file;
  private final Properties values = new Properties();

  /// @param file null: kept until the window closes
  public Kept(@Nullable Path file) {
    this.file = file;
    if (file == null || !Files.isRegularFile(file)) return;
    try (var in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      values.load(in);
    } catch (IOException | IllegalArgumentException e) {
      values.clear();
    }
  }

  /// Beside the file of the window's state; nowhere when there is none.
  public static Kept beside(@Nullable Path stateFile, String name) {
    return new Kept(stateFile == null ? null : stateFile.resolveSibling(name));
  }

  /// Empty when there is none.
  public String get(String key) {
    return values.getProperty(key, "");
  }

  /// In order.
  public List<String> keys() {
    return List.copyOf(new TreeSet<>(values.stringPropertyNames()));
  }

  /// @param value empty: forgotten
  public void set(String key, String value) {
    if (get(key).equals(value)) return;
    if (value.isEmpty()) values.remove(key);
    else values.setProperty(key, value);
    write();
  }

  /// Whole or not at all: a window that is killed leaves the file of before.
  private void write() {
    if (file == null) return;
    try {
      Files.createDirectories(file.getParent());
      var next = file.resolveSibling(file.getFileName() + ".new");
      try (var out = Files.newBufferedWriter(next, StandardCharsets.UTF_8)) {
        values.store(out, null);
      }
      Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      System.getLogger("leasehold.console")
          .log(System.Logger.Level.INFO, "not kept in {0}: {1}", file, e.getMessage());
    }
  }
}
