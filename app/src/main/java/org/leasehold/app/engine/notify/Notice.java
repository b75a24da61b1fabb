package org.leasehold.app.engine.notify;

import org.leasehold.core.engine.Severity;

/// One thing to tell.
///
/// @param engine which engine tells, for people
/// @param wallMillis when it was decided
/// @param eventId stable name such as `host.non-responsive`
/// @param text subject, what happened, and why
record Notice(String engine, long wallMillis, Severity severity, String eventId, String text) {
  /// Two of the same kind about the same subject differ only in their arithmetic.
  String sameness() {
    int subject = text.indexOf(": ");
    int what = subject < 0 ? -1 : text.indexOf(": ", subject + 2);
    return eventId + " " + (what < 0 ? text : text.substring(0, what));
  }
}
