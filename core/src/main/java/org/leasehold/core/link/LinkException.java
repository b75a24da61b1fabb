package org.leasehold.core.link;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A connection that was not made: what, where, what to do.
public final class LinkException extends Exception {
  private static final long serialVersionUID = 1;

  /// What stands in the way, and so whether trying again can help.
  public enum Kind {
    /// No answer, or a connection that broke: may heal by itself.
    UNREACHABLE,
    /// The host shows another key than the pinned one. Nothing is tried again until a person
    /// looked.
    HOST_KEY_CHANGED,
    /// No key is known for this host or for a host on the way to it.
    HOST_KEY_UNKNOWN,
    /// None of the keys offered is accepted, or the user may not log in.
    LOGIN_REFUSED,
    /// Logged in, but no agent answers at the other end, or one of another version.
    NO_AGENT,
    /// The destination, a key file or the client's configuration cannot be used.
    BAD_CONFIGURATION;

    /// Whether time alone may mend it.
    public boolean mayHeal() {
      return switch (this) {
        case UNREACHABLE, NO_AGENT, LOGIN_REFUSED -> true;
        case HOST_KEY_CHANGED, HOST_KEY_UNKNOWN, BAD_CONFIGURATION -> false;
      };
    }
  }

  private final Kind kind;

  public LinkException(Kind kind, String sentence) {
    super(sentence);
    this.kind = kind;
  }

  public LinkException(Kind kind, String sentence, @Nullable Throwable cause) {
    super(sentence, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }

  public String sentence() {
    return Objects.requireNonNullElse(getMessage(), kind.name());
  }
}
