package org.leasehold.core.monitor;

/// How the connection to one host stands, for people.
///
/// @param standing in one word
/// @param text one sentence: why it does not stand, when it is tried again; empty when up
public record LinkView(Standing standing, String text) {
  public enum Standing {
    CONNECTING,
    UP,
    WAITING,
    /// Nothing is tried until a person has looked: a changed host key, a refused login.
    REFUSED,
    CLOSED
  }
}
