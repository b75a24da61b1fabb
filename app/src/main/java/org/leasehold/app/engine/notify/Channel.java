package org.leasehold.app.engine.notify;

import org.jspecify.annotations.Nullable;
import org.leasehold.core.engine.Severity;

/// One way to people.
interface Channel {
  /// For people, without anything secret.
  String name();

  /// The lowest severity told this way.
  Severity from();

  /// Waits, for at most half a minute.
  ///
  /// @throws NotDelivered with a sentence without anything secret
  void deliver(Notice notice) throws NotDelivered, InterruptedException;

  /// It did not arrive, as far as is known.
  final class NotDelivered extends Exception {
    private static final long serialVersionUID = 1;
    private final boolean forGood;

    /// @param forGood it will not get better by trying again
    NotDelivered(boolean forGood, String sentence, @Nullable Throwable cause) {
      super(sentence, cause);
      this.forGood = forGood;
    }

    boolean isForGood() {
      return forGood;
    }
  }
}
