package org.leasehold.core.monitor;

import java.util.stream.Collectors;
import org.leasehold.core.engine.LogLine;
import org.leasehold.core.engine.Step;

/// The engine's word on a request, read from what it told in that step.
public final class RequestAnswers {
  private RequestAnswers() {}

  /// @param step the one the request led to
  public static Answer of(Step step) {
    for (var line : step.lines()) {
      if (line.eventId().equals("operator.refused") || line.eventId().equals("document.kept")) {
        return new Answer.Refused(sentence(line));
      }
    }
    return new Answer.Done(
        step.lines().isEmpty()
            ? "it is so already"
            : step.lines().stream()
                .map(RequestAnswers::sentence)
                .collect(Collectors.joining("\n")));
  }

  private static String sentence(LogLine line) {
    var text = line.subject() + ": " + line.what();
    return line.because().isEmpty() ? text : text + " (" + line.because() + ")";
  }
}
