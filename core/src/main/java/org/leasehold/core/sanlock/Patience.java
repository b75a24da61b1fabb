package org.leasehold.core.sanlock;

import java.time.Duration;

/// How long calls without a deadline of their own may take.
///
/// @param memory for what the daemon answers without I/O; a daemon that needs longer hangs
/// @param disk for what reads or writes storage; sanlock itself gives a formatting write 60 s
///   (`write_init_io_timeout`)
public record Patience(Duration memory, Duration disk) {
  public static final Patience DEFAULT =
      new Patience(Duration.ofSeconds(5), Duration.ofSeconds(70));
}
