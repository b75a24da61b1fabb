package org.leasehold.app.cli.desktop;

/// What becomes of an opened window.
public enum Play {
  /// It is a person's.
  PERSON,
  /// "A host loses power" by itself, again and again.
  KIOSK,
  /// The same once, without a display.
  STORY,
  /// Every screen is opened once, without a display; for the build, which keeps what was loaded.
  REHEARSAL,
  /// How fast it is and how much memory it takes is printed.
  MEASURE,
  /// The same memory again and again while faults go on.
  SOAK;

  /// Whether there is a display.
  public boolean isHeadless() {
    return this == STORY || this == REHEARSAL;
  }
}
