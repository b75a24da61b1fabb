package org.leasehold.app.console.text;

import java.io.UncheckedIOException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Why a future failed, for people.
public final class Failures {
  private Failures() {}

  /// One sentence; never empty.
  public static String sentence(@Nullable Throwable failure) {
    var cause = failure;
    while (cause != null && isWrapping(cause)) cause = cause.getCause();
    if (cause == null) return Texts.say("failure.unknown");
    if (cause instanceof TimeoutException) return Texts.say("failure.late");
    var message = cause.getMessage();
    return message == null || message.isBlank() ? cause.toString() : message;
  }

  private static boolean isWrapping(Throwable failure) {
    boolean wraps =
        failure instanceof CompletionException
            || failure instanceof ExecutionException
            || failure instanceof UncheckedIOException;
    return wraps && failure.getCause() != null;
  }
}
