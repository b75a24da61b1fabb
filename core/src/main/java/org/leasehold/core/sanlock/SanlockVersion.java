package org.leasehold.core.sanlock;

/// Version of a daemon, each part 0..255.
///
/// @see "sanlock src/cmd.c: cmd_version"
public record SanlockVersion(int major, int minor, int patch) {
  /// @param combined as the daemon gives it, one byte for each part
  public static SanlockVersion of(int combined) {
    return new SanlockVersion(combined >>> 24, combined >>> 16 & 0xFF, combined >>> 8 & 0xFF);
  }

  @Override
  public String toString() {
    return major + "." + minor + "." + patch;
  }
}
