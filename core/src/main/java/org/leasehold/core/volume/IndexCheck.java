package org.leasehold.core.volume;

import static org.leasehold.core.volume.Finding.Severity.CRITICAL;
import static org.leasehold.core.volume.Finding.Severity.ERROR;
import static org.leasehold.core.volume.Finding.Severity.INFO;
import static org.leasehold.core.volume.Finding.Severity.WARNING;

import java.util.List;
import java.util.TreeMap;

/// Findings about the index alone: its metadata and its records.
final class IndexCheck {
  private IndexCheck() {}

  static void check(VolumeSnapshot volume, List<Finding> findings) {
    metadata(volume, findings);
    var first = new TreeMap<String, Integer>();
    for (var record : volume.index().records()) {
      switch (record) {
        case IndexRecord.Free _ -> {}
        case IndexRecord.Corrupt corrupt -> findings.add(corrupt(volume, corrupt));
        case IndexRecord.Used used -> {
          used(volume, used, findings);
          if (used.updating()) continue;
          var earlier = first.putIfAbsent(used.id(), used.record());
          if (earlier != null) findings.add(duplicate(volume, used, earlier));
        }
      }
    }
    for (var used : volume.index().beyond()) {
      findings.add(
          Finding.ofVolume(
              WARNING,
              Finding.Code.RECORD_BEYOND_INDEX,
              volume.geometry().indexOffsetBytes()
                  + IndexLayout.METADATA_BYTES
                  + (long) IndexLayout.RECORD_BYTES * used.record(),
              "lease " + used.id() + " in record " + used.record(),
              "only vdsm before 2021 can see records from 3960 on; everybody else ignores them",
              "if the VM still exists, create its lease again"));
    }
  }

  private static void metadata(VolumeSnapshot volume, List<Finding> findings) {
    long at = volume.geometry().indexOffsetBytes();
    switch (volume.index().metadata()) {
      case IndexMetadata.Invalid invalid -> {
        boolean reversed = invalid.why() == IndexMetadata.Flaw.MAGIC_REVERSED;
        findings.add(
            Finding.ofVolume(
                CRITICAL,
                reversed ? Finding.Code.INDEX_REVERSED : Finding.Code.INDEX_UNREADABLE,
                at + invalid.field(),
                invalid.why().sentence(),
                "the index cannot be used: no lease is found, added or removed",
                "leasehold volume plan-repair shows whether it can be rebuilt from the leases"));
      }
      case IndexMetadata.Valid valid -> readable(volume, valid, at, findings);
    }
  }

  private static void readable(
      VolumeSnapshot volume, IndexMetadata.Valid metadata, long at, List<Finding> findings) {
    if (metadata.updating()) {
      findings.add(
          Finding.ofVolume(
              ERROR,
              Finding.Code.INDEX_UPDATING,
              at + IndexLayout.INDEX_FLAG_AT,
              "updating flag `u`",
              "a format or rebuild was interrupted; vdsm refuses the volume until it is finished",
              "leasehold volume plan-repair, then repair"));
    } else if (metadata.flag() != IndexLayout.SETTLED) {
      findings.add(
          Finding.ofVolume(
              WARNING,
              Finding.Code.INDEX_FLAG_ODD,
              at + IndexLayout.INDEX_FLAG_AT,
              "updating flag 0x%02x".formatted((int) metadata.flag()),
              "neither `u` nor `-`; read as settled",
              "leasehold volume repair writes the flag anew"));
    }
    if (!metadata.newline()) {
      findings.add(
          Finding.ofVolume(
              INFO,
              Finding.Code.INDEX_NO_NEWLINE,
              at + IndexLayout.METADATA_END_AT,
              "last byte of the metadata is no newline",
              "accepted by every reader",
              "nothing"));
    }
    var master = volume.lease(Geometry.MASTER_SLOT).map(LeaseSlot::leader);
    boolean otherMaster =
        master
            .filter(leader -> leader.magic() == Leader.PAXOS_MAGIC && leader.checksumHolds())
            .filter(leader -> !leader.spaceName().isEmpty())
            .filter(leader -> !leader.spaceName().equals(metadata.lockspace()))
            .isPresent();
    if (otherMaster) {
      findings.add(
          Finding.ofVolume(
              CRITICAL,
              Finding.Code.INDEX_LOCKSPACE,
              at + IndexLayout.LOCKSPACE_AT,
              "index says lockspace " + metadata.lockspace(),
              "the lease in slot 2 belongs to lockspace " + master.get().spaceName(),
              "parts of two volumes are mixed here: restore one of them from its storage"));
    }
  }

  private static Finding corrupt(VolumeSnapshot volume, IndexRecord.Corrupt corrupt) {
    return Finding.ofSlot(
        ERROR,
        Finding.Code.RECORD_CORRUPT,
        Geometry.slotOf(corrupt.record()),
        volume.geometry().recordOffsetBytes(corrupt.record()),
        corrupt.why().sentence(),
        "whether record " + corrupt.record() + " holds a lease cannot be told from the index",
        "leasehold volume plan-repair looks at the slot itself");
  }

  private static Finding duplicate(VolumeSnapshot volume, IndexRecord.Used used, int earlier) {
    return Finding.ofSlot(
        CRITICAL,
        Finding.Code.RECORD_DUPLICATE,
        Geometry.slotOf(used.record()),
        volume.geometry().recordOffsetBytes(used.record()),
        "lease " + used.id() + " in records " + earlier + " and " + used.record(),
        "two slots are two locks for one VM: two hosts can hold them at the same time",
        "do not start this VM; leasehold volume plan-repair keeps record " + earlier);
  }

  private static void used(VolumeSnapshot volume, IndexRecord.Used used, List<Finding> findings) {
    var geometry = volume.geometry();
    int slot = Geometry.slotOf(used.record());
    long at = geometry.recordOffsetBytes(used.record());
    long computed = geometry.leaseOffsetBytes(used.record());
    if (used.updating()) {
      findings.add(
          Finding.ofSlot(
              WARNING,
              Finding.Code.RECORD_UPDATING,
              slot,
              at + IndexLayout.RECORD_FLAG_AT,
              "updating flag `u` at lease " + used.id(),
              "an old vdsm stopped while it added or removed this lease; it counts as missing",
              "leasehold volume repair finishes it"));
    }
    if (used.hintBytes() != computed) {
      findings.add(
          Finding.ofSlot(
              WARNING,
              Finding.Code.RECORD_HINT,
              slot,
              at + IndexLayout.HINT_AT,
              "offset text says " + used.hintBytes(),
              "the lease is at " + computed + "; the text is for people, programs compute it",
              "leasehold volume repair writes the text anew"));
    }
    for (var oddity : used.oddities()) findings.add(oddity(used, oddity, slot, at));
  }

  private static Finding oddity(
      IndexRecord.Used used, IndexRecord.Oddity oddity, int slot, long at) {
    return switch (oddity) {
      case NAME_TAIL ->
          Finding.ofSlot(
              ERROR,
              Finding.Code.RECORD_NAME_TAIL,
              slot,
              at + used.id().length(),
              "bytes follow the end of name " + used.id(),
              "vdsm's lookup misses this lease",
              "leasehold volume repair writes the record anew");
      case NAME_FULL ->
          Finding.ofSlot(
              WARNING,
              Finding.Code.RECORD_NAME_FULL,
              slot,
              at,
              "name of 48 characters without an end",
              "sanlock takes it, libvirt refuses a lease whose name fills all 48 bytes",
              "create the lease again under a name of at most 47 characters");
      case NO_NEWLINE ->
          Finding.ofSlot(
              INFO,
              Finding.Code.RECORD_NO_NEWLINE,
              slot,
              at + IndexLayout.RECORD_END_AT,
              "last byte of the record is no newline",
              "accepted by every reader",
              "nothing");
    };
  }
}
