package org.leasehold.core.model;

/// One raw fact about how a VM's process ended, as its host's agent saw it.
public enum ExitMark {
  /// Stopped by an operator or the engine through Leasehold.
  REQUESTED_STOP,
  SAVED,
  MIGRATED_AWAY,
  /// This host was the destination of a migration that did not work.
  MIGRATION_TARGET_FAILED,
  POST_COPY_FAILED,
  START_FAILED,
  WHILE_STARTING,
  /// Ended as one half of a cold reboot.
  REBOOT,
  PAUSED_TOO_LONG,
  /// sanlock ended it because its lease could not be renewed.
  LEASE_KILL,
  /// The lease guard ended it.
  GUARD_KILL,
  /// libvirt says: the guest shut itself down.
  GUEST_SHUTDOWN,
  /// libvirt says: the host side ended it; or QEMU got a termination signal.
  HOST_SHUTDOWN,
  /// The operating system says the host is shutting down.
  HOST_GOING_DOWN,
  /// Its host has booted anew and does not run it.
  HOST_REBOOTED,
  DOMAIN_LOST,
  QEMU_LOST
}
