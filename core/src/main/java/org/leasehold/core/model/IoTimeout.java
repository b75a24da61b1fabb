package org.leasehold.core.model;

/// sanlock's base unit of time, and what follows from it. N in the documents.
///
/// The watchdog's 60 s are a compile-time constant of sanlock 3.8.5 and must match on all hosts.
///
/// @param seconds 1..255: the low byte is what the disk holds; sanlock's default is 10
/// @see "sanlock src/timeouts.h, src/timeouts.c"
public record IoTimeout(int seconds) {
  public static final IoTimeout DEFAULT = new IoTimeout(10);

  /// Time a watchdog needs to reset a host whose lease could not be renewed.
  public static final int WATCHDOG_SECONDS = 60;

  public IoTimeout {
    if (seconds < 1 || seconds > 255) {
      throw new IllegalArgumentException("io timeout out of 1..255 seconds: " + seconds);
    }
  }

  /// Every renewal of a host's delta lease starts this long after the last: 2N.
  public int renewalSeconds() {
    return 2 * seconds;
  }

  /// A request or event bit stays set, and a ballot counts as in progress, this long: 6N.
  public int requestSeconds() {
    return 6 * seconds;
  }

  /// Without a renewal for this long the host's sanlock starts to end its lease holders: 8N.
  public int renewalFailSeconds() {
    return 8 * seconds;
  }

  /// Without a renewal for this long others may take the host's leases: 8N + 60.
  public int hostDeadSeconds() {
    return 8 * seconds + WATCHDOG_SECONDS;
  }

  /// Longest acquire of a dead owner's lease after [#hostDeadSeconds]: 7N.
  public int acquireDeadSeconds() {
    return 7 * seconds;
  }
}
