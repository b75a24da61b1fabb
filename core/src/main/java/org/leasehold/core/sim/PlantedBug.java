package org.leasehold.core.sim;

/// A safety rule of the agent's side left out on purpose, to prove that the simulator finds it.
/// Only tests plant one; the engine's side is [org.leasehold.core.engine.Safeguard].
enum PlantedBug {
  /// S3: a start is believed without a look at daemon and disk.
  START_UNPROVEN("S3"),
  /// S2: a volume that is not the enrolled one is joined.
  OTHER_VOLUME_JOINED("S2"),
  /// S6: another definition on a protected disk raises no alarm.
  OTHER_DEFINITION_UNSEEN("S6"),
  /// S7 (a): the age of the last renewal is not watched.
  GUARD_IGNORES_AGE("S7"),
  /// S7 (b): a QEMU that sanlock does not know lives on.
  GUARD_TRUSTS_UNKNOWN_PID("S7"),
  /// S8: only the daemon is asked, never the disk.
  DISK_NOT_ASKED("S8"),
  /// S9: a QEMU that survives SIGKILL is left alone.
  UNKILLABLE_LEFT_ALONE("S9"),
  /// S10: resumed without a look at the version.
  RESUME_UNGUARDED("S10"),
  /// S11: an unclean lockspace is joined again at once.
  UNCLEAN_JOINED_AT_ONCE("S11"),
  /// S11: a lockspace is left though leases are held in it.
  LEFT_WHILE_HELD("S11"),
  /// S13: the claim's holder lives on when its agent ends.
  HOLDER_OUTLIVES_AGENT("S13"),
  /// S14: a release forgets the VM and leaves its lease in the volume.
  LEASE_LEFT_BEHIND("S14"),
  /// S14: a lease is created though not every host has shown its document.
  LEASE_MADE_UNSEEN("S14"),
  /// S15: an old command is run.
  STALE_COMMAND_RUN("S15"),
  /// S15: a lower document replaces a higher one.
  OLD_DOCUMENT_KEPT("S15"),
  /// S16: the claim is held without the engine's heartbeat.
  CLAIM_WITHOUT_BEAT("S16"),
  /// Design 5: "can it start there?" is answered with yes unlooked, memory apart.
  ANSWERED_UNLOOKED("design 5"),
  /// Design 6: the age of a heartbeat's last change is told twice as old as it is.
  CHANGE_AGE_DOUBLED("design 6"),
  /// S19: nobody is told that no engine acts.
  NO_ENGINE_IS_FINE("S19");

  private final String rule;

  PlantedBug(String rule) {
    this.rule = rule;
  }

  String rule() {
    return rule;
  }
}
