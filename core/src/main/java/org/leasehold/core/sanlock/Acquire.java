package org.leasehold.core.sanlock;

import java.util.OptionalLong;

/// How to acquire a lease.
///
/// @param waitForDeadOwner true: wait until an owner that stopped renewing counts as dead, up to 8N
///   + 60 s + 7N; false: be refused at once ([SanlockCode#ACQUIRE_OWNED_RETRY])
/// @param version if given, the version the lease must have on disk before the acquire
/// @see "sanlock src/sanlock_resource.h: SANLK_ACQUIRE_OWNER_NOWAIT, SANLK_RES_LVER"
public record Acquire(boolean waitForDeadOwner, OptionalLong version) {
  public static final Acquire AT_ONCE = new Acquire(false, OptionalLong.empty());
  public static final Acquire WAITING = new Acquire(true, OptionalLong.empty());

  private static final int OWNER_NOWAIT = 8;
  private static final int RES_LVER = 1;

  public Acquire atVersion(long leaseVersion) {
    return new Acquire(waitForDeadOwner, OptionalLong.of(leaseVersion));
  }

  /// For the whole call.
  public int commandFlags() {
    return waitForDeadOwner ? 0 : OWNER_NOWAIT;
  }

  /// For the one resource.
  public int resourceFlags() {
    return version.isPresent() ? RES_LVER : 0;
  }
}
