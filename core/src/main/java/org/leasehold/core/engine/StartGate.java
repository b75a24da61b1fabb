package org.leasehold.core.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One safety rule a start must pass.
///
/// @param safeguard which
/// @param name stable, what [VmRecord#explanation] names
/// @param check null when passed, else what stands against it, with the arithmetic
record StartGate(Safeguard safeguard, String name, Check check) {
  /// Judges one start.
  interface Check {
    @Nullable String refusal(StartCase start);
  }

  /// Every start passes all of these, in this order; the first that fails explains the wait.
  static final List<StartGate> ALL =
      List.of(
          new StartGate(Safeguard.VM_LOCK, "locked", AuthorityGates::locked),
          new StartGate(Safeguard.LOOK_AGAIN, "S20 look again", AuthorityGates::lookAgain),
          new StartGate(Safeguard.STALE_REPORT, "S15 stale evidence", AuthorityGates::stale),
          new StartGate(Safeguard.MIGRATION, "S18 migration", AuthorityGates::migrating),
          new StartGate(
              Safeguard.CONFIRMATION_IS_NO_LEASE, "confirmation", AuthorityGates::confirmation),
          new StartGate(Safeguard.KNOWN_COPY, "S1 known copy", CopyGates::knownCopy),
          new StartGate(
              Safeguard.NEWER_GENERATION_WAITS,
              "S1 newer generation",
              CopyGates::newerGenerationWaits),
          new StartGate(Safeguard.ENROLLED_VOLUME, "S2 enrolled volume", VolumeGates::enrolled),
          new StartGate(Safeguard.PEERS_SEE_EACH_OTHER, "S2 same volume", VolumeGates::peers),
          new StartGate(Safeguard.FREE_IS_NOT_ENDED, "S4 free is not ended", CopyGates::freeLease),
          new StartGate(Safeguard.NEWEST_DOCUMENT, "S5 newest document", DiskGates::newestDocument),
          new StartGate(Safeguard.DIRECT_DISKS, "S5 host page cache", DiskGates::direct),
          new StartGate(Safeguard.SAME_DISKS, "S5 disks differ", DiskGates::sameDisks),
          new StartGate(
              Safeguard.OTHER_DEFINITION, "S6 other definition", DiskGates::otherDefinition),
          new StartGate(Safeguard.UNFIT_HOST, "S3 unfit host", TargetGates::unfit),
          new StartGate(Safeguard.GRADE, "S12 grade", TargetGates::grade),
          new StartGate(Safeguard.LOCKSPACE_JOINED, "lockspace joined", TargetGates::joined),
          // Behind for a moment only: last, so that what lasts is what people read.
          new StartGate(Safeguard.SIGHT_NOT_OLDER, "S2 older sight", VolumeGates::notOlder),
          new StartGate(Safeguard.CLAIM, "S16 claim", AuthorityGates::claim));
}
