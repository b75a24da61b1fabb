package org.leasehold.core.engine;

/// Each check that stands between the engine and harm, one name per rule of the safety rules.
///
/// All of them hold in every engine that [Engine#Engine()] makes. One can be taken out by
/// [Engine#without], which the simulator and the tests use to prove that its absence is found; no
/// setting, file or message reaches that switch.
public enum Safeguard {
  /// S1: a process of the VM seen on another host vetoes.
  KNOWN_COPY("S1"),
  /// S1: a newer generation alone proves nothing while the old boot may run the VM.
  NEWER_GENERATION_WAITS("S1"),
  /// S2: the target's sight of the owner is not older than the owner's own last word.
  SIGHT_NOT_OLDER("S2"),
  /// S2: two joined reachable hosts see each other live.
  PEERS_SEE_EACH_OTHER("S2"),
  /// S2: only the enrolled volume counts.
  ENROLLED_VOLUME("S2"),
  /// S3: no start on a host where a start could not be proven.
  UNFIT_HOST("S3"),
  /// S4: a free lease under a living heartbeat is not an end.
  FREE_IS_NOT_ENDED("S4"),
  /// S5: no start before half of the hosts have shown their document.
  NEWEST_DOCUMENT("S5"),
  /// S5: host page cache on a writable disk.
  DIRECT_DISKS("S5"),
  /// S5: disks differ from the last live set.
  SAME_DISKS("S5"),
  /// S6: another definition of the same disks.
  OTHER_DEFINITION("S6"),
  /// S12: a protected VM only starts on a host that can protect.
  GRADE("S12"),
  /// S15 and A7: old reports are not believed, old evidence justifies nothing.
  STALE_REPORT("S15"),
  /// S16: without the claim only lease-protected starts.
  CLAIM("S16"),
  /// S17: exactly version + 1.
  EXACT_VERSION("S17"),
  /// S17: fencing and storage-side stop need a second vantage.
  SECOND_VANTAGE("S17"),
  /// S17: the connectivity threshold.
  CONNECTIVITY_THRESHOLD("S17"),
  /// S18: nobody starts a migrating VM.
  MIGRATION("S18"),
  /// S20: after a jump of time, look before any act.
  LOOK_AGAIN("S20"),
  /// B2, B11: one start at a time per VM.
  VM_LOCK("B2"),
  /// B9: a broken connection on start may mean running.
  MAY_BE_RUNNING("B9"),
  /// Design 2.1: a confirmation never stands in for a lease.
  CONFIRMATION_IS_NO_LEASE("design 2.1"),
  /// Design 6: no start without evidence, whatever time has passed.
  EVIDENCE("design 6"),
  /// C9: only hosts that have joined the lockspace.
  LOCKSPACE_JOINED("C9"),
  /// Design 2.2: losing management alone stops and resets nothing.
  SILENCE_IS_NOT_DEATH("design 2.2");

  private final String rule;

  Safeguard(String rule) {
    this.rule = rule;
  }

  /// The rule's name in the safety rules.
  public String rule() {
    return rule;
  }
}
