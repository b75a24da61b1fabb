package org.leasehold.app.console.text;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/// Writes what people want to keep.
public final class TextFile {
  private TextFile() {}

  /// @param text made where it is written
  /// @param work runs what touches files
  /// @return a sentence that says what was written; fails with one that says why not
  public static CompletableFuture<String> write(Path file, Supplier<String> text, Executor work) {
    var written = new CompletableFuture<String>();
    work.execute(
        () -> {
          try {
            Files.writeString(file, text.get());
            written.complete(Texts.say("file.written", file.toString()));
          } catch (IOException | RuntimeException e) {
            var why = Texts.say("file.unwritable", file.toString(), Failures.sentence(e));
            written.completeExceptionally(new IOException(why, e));
          }
        });
    return written;
  }
}
