package org.leasehold.core.sanlock;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/// A call to sanlock did not do what was asked; the message is one sentence for people.
public abstract sealed class SanlockException extends IOException {
  private final SanlockCall call;
  private final String sentence;

  private SanlockException(SanlockCall call, String sentence) {
    super(sentence);
    this.call = call;
    this.sentence = sentence;
  }

  /// One sentence for people; the same as the message.
  public String sentence() {
    return sentence;
  }

  public SanlockCall call() {
    return call;
  }

  /// A stable short name: sanlock's own for its codes, else one of Leasehold's in capitals.
  public abstract String symbol();

  /// The daemon answered, with an error code. Nothing else is in doubt.
  public static final class Refused extends SanlockException {
    private final int number;

    /// For an implementation that got a negative result.
    ///
    /// @param subject what the call was about, for the sentence; may be empty
    public Refused(SanlockCall call, String subject, int number) {
      super(call, sentence(call, subject, number));
      this.number = number;
    }

    private static String sentence(SanlockCall call, String subject, int number) {
      var code = SanlockCode.of(number);
      return "%s%s refused: %s (%s %d)"
          .formatted(call, about(subject), code.sentence(call), code.symbol(), number);
    }

    public SanlockCode code() {
      return SanlockCode.of(number);
    }

    /// As returned, negative; of use where [#code()] is [SanlockCode#OTHER].
    public int number() {
      return number;
    }

    @Override
    public String symbol() {
      return code().symbol();
    }
  }

  /// No daemon could be reached, so nothing was asked.
  public static final class NotReachable extends SanlockException {
    private final Why why;

    /// For an implementation that could not connect.
    ///
    /// @param detail what the system said, for the case the other reasons do not cover
    public NotReachable(SanlockCall call, Path socket, Why why, String detail) {
      super(call, why.sentence.formatted(socket, detail));
      this.why = why;
    }

    public Why why() {
      return why;
    }

    @Override
    public String symbol() {
      return why.name();
    }

    /// Why a connection failed, with what to do about it.
    public enum Why {
      NO_SOCKET(
          "sanlock is not running on this host: no socket at %s; start it with systemctl start sanlock"),
      NOBODY_LISTENS(
          "sanlock is not running on this host: nobody listens at %s, it was left by an earlier one; start it with systemctl start sanlock"),
      NO_PERMISSION(
          "not allowed to talk to sanlock: no permission for %s; run this as root or as a member of the group sanlock"),
      OTHER("sanlock cannot be reached at %s: %s");

      private final String sentence;

      Why(String sentence) {
        this.sentence = sentence;
      }
    }
  }

  /// The deadline passed. The daemon may still do what was asked.
  public static final class NoAnswer extends SanlockException {
    public NoAnswer(SanlockCall call, String subject, Duration patience) {
      super(
          call,
          "sanlock did not answer %s%s within %s s; it may still do it"
              .formatted(call, about(subject), seconds(patience)));
    }

    @Override
    public String symbol() {
      return "NO_ANSWER";
    }
  }

  /// The calling thread was interrupted; its interrupt status is set again. The daemon may still do
  /// what was asked.
  public static final class Cancelled extends SanlockException {
    public Cancelled(SanlockCall call, String subject) {
      super(call, "%s%s was cancelled; sanlock may still do it".formatted(call, about(subject)));
    }

    @Override
    public String symbol() {
      return "CANCELLED";
    }
  }

  /// The daemon ended or closed the connection before it answered. Leases it guarded for this
  /// process are no longer guarded.
  public static final class ConnectionLost extends SanlockException {
    public ConnectionLost(SanlockCall call, String subject, String detail) {
      super(
          call,
          "the connection to sanlock ended during %s%s: %s"
              .formatted(call, about(subject), detail));
    }

    @Override
    public String symbol() {
      return "CONNECTION_LOST";
    }
  }

  /// The answer was not understood: another version, or not sanlock at all.
  public static final class BadAnswer extends SanlockException {
    public BadAnswer(SanlockCall call, String detail) {
      super(call, "sanlock's answer to %s was not understood: %s".formatted(call, detail));
    }

    @Override
    public String symbol() {
      return "BAD_ANSWER";
    }
  }

  /// An earlier call on the same registration has not been answered yet; see [Registration#settle].
  public static final class InDoubt extends SanlockException {
    public InDoubt(SanlockCall call, SanlockCall earlier) {
      super(
          call,
          "%s not sent: sanlock has not yet answered the earlier %s on this connection"
              .formatted(call, earlier));
    }

    @Override
    public String symbol() {
      return "IN_DOUBT";
    }
  }

  private static String about(String subject) {
    return subject.isEmpty() ? "" : " of " + subject;
  }

  private static String seconds(Duration patience) {
    return patience.toMillis() % 1000 == 0
        ? Long.toString(patience.toSeconds())
        : Double.toString(patience.toMillis() / 1000.0);
  }
}
