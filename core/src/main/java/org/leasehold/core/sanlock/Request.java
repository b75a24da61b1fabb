package org.leasehold.core.sanlock;

import java.util.OptionalLong;

/// Asks the owner of a lease, through the disk, to give it up.
///
/// The owner's daemon sees it at its next renewal and signals the holder if the requested version
/// is newer than the held one.
///
/// @param version the version the requester wants to own: normally the held one plus 1. Empty: the
///   daemon takes whatever is on disk plus 1, which may hit a newer holder than the one meant
/// @see "sanlock src/resource.c: request_token, do_request"
public record Request(Mode mode, OptionalLong version) {
  public static Request exactly(Mode mode, long version) {
    return new Request(mode, OptionalLong.of(version));
  }

  public static Request nextVersion(Mode mode) {
    return new Request(mode, OptionalLong.empty());
  }

  /// How the owner's daemon ends the holder.
  ///
  /// @see "sanlock src/sanlock_resource.h: SANLK_REQ_FORCE, SANLK_REQ_GRACEFUL"
  public enum Mode {
    /// SIGKILL to the holder.
    FORCE(1),
    /// The holder's killpath, or SIGTERM where it has none.
    GRACEFUL(2);

    private final int number;

    Mode(int number) {
      this.number = number;
    }

    /// As the daemon knows it.
    public int number() {
      return number;
    }
  }
}
