package org.leasehold.core.sim;

/// How one host reaches one store.
enum PathState {
  GOOD,
  /// Every I/O takes seconds, and may outlast sanlock's io timeout.
  SLOW,
  /// I/O errors at once.
  LOST,
  /// I/O neither ends nor fails; what waits lands when the path comes back.
  HUNG;

  boolean carriesWrites() {
    return switch (this) {
      case GOOD, SLOW -> true;
      case LOST, HUNG -> false;
    };
  }
}
