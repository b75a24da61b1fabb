package org.leasehold.core.protocol;

/// Parameters of a call that takes long: it tells its progress under the name the caller chose.
public interface Job {
  /// Unique within the connection; empty: no progress wanted.
  String job();
}
