package org.leasehold.core.link;

/// A way to one agent, taken anew for every connection.
@FunctionalInterface
public interface Dial {
  /// Blocks for at most a minute; an interrupt ends it.
  Transport dial() throws LinkException, InterruptedException;
}
