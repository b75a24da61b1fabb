package org.leasehold.core.monitor;

/// What became of a request.
public sealed interface Answer {
  /// One sentence, for people.
  String text();

  record Done(String text) implements Answer {}

  /// Nothing was changed; the sentence says why and what to do.
  record Refused(String text) implements Answer {}

  /// Begun and not finished; the sentence says what is left.
  record Failed(String text) implements Answer {}
}
