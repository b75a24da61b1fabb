package org.leasehold.core.model;

/// What one host's sanlock says about a host id: its own words.
///
/// `UNKNOWN`: seen, but not yet seen to renew. `FAIL`: silent longer than 8N. `DEAD`: silent longer
/// than 8N + 60 s, its leases may be taken. `FREE`: it left the lockspace.
///
/// @see "sanlock src/lockspace.c: get_host_flag"
public enum SanlockHostState {
  UNKNOWN,
  FREE,
  LIVE,
  FAIL,
  DEAD
}
