package org.leasehold.core.journal;

import org.jspecify.annotations.Nullable;

/// The journal cannot be opened, read or written; the message is one sentence that says what, where
/// and what to do.
public final class JournalException extends Exception {
  private final Kind kind;

  /// What went wrong.
  public enum Kind {
    /// Another engine has it open.
    IN_USE,
    /// Written by a newer Leasehold.
    NEWER,
    /// Not readable or not writable: rights, a full disk, a broken medium.
    UNUSABLE
  }

  public JournalException(Kind kind, String sentence, @Nullable Throwable cause) {
    super(sentence, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
