package org.leasehold.core.volume;

/// A volume that cannot be read or written: one sentence of what, where, and what to do.
public final class BlockFileException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Kind kind;

  /// @param sentence for people, naming the file
  public BlockFileException(Kind kind, String sentence) {
    super(sentence);
    this.kind = kind;
  }

  public BlockFileException(Kind kind, String sentence, Throwable cause) {
    super(sentence, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }

  /// Why it failed, as far as somebody can do something about it.
  public enum Kind {
    MISSING,
    NOT_A_FILE,
    DENIED,
    EMPTY,
    NOT_A_VOLUME,
    /// The device went away, or the storage behind it: ENXIO, EIO, ESTALE.
    VANISHED,
    /// What was to be written is not there, or a part of it: what is read back is something else,
    /// or the storage is full.
    NOT_STORED
  }
}
