package org.leasehold.app.console.effect;

import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.leasehold.app.console.parts.Tone;
import org.leasehold.app.console.text.Texts;
import org.leasehold.core.monitor.Answer;

/// What the engine answered, as one sentence.
public final class Answers {
  private Answers() {}

  /// @param tone how good it is
  public record Said(Tone tone, String text) {}

  /// @param answer null when there was none
  public static Said of(@Nullable Answer answer, @Nullable Throwable failure) {
    if (answer instanceof Answer.Done) return new Said(Tone.OK, answer.text());
    if (answer instanceof Answer.Refused) {
      return new Said(Tone.BAD, Texts.say("effect.refused", answer.text()));
    }
    if (answer != null) return new Said(Tone.BAD, Texts.say("effect.half", answer.text()));
    return failure(failure);
  }

  /// No answer came.
  public static Said failure(@Nullable Throwable failure) {
    var cause = failure == null || failure.getCause() == null ? failure : failure.getCause();
    if (cause instanceof TimeoutException) return new Said(Tone.WARN, Texts.say("effect.late"));
    if (cause instanceof CancellationException) {
      return new Said(Tone.WARN, Texts.say("effect.cancelled"));
    }
    var why = cause == null || cause.getMessage() == null ? "" : cause.getMessage();
    return new Said(Tone.BAD, Texts.say("effect.failed", why));
  }
}
