package org.leasehold.core.sim;

/// What a daemon says about another host's id.
///
/// @see "sanlock src/lockspace.c: get_host_flag"
enum HostFlag {
  FREE,
  UNKNOWN,
  LIVE,
  FAIL,
  DEAD
}
