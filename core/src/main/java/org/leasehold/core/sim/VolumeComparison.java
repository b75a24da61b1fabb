package org.leasehold.core.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.LeaseId;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.volume.BlockFile;
import org.leasehold.core.volume.BlockFileException;
import org.leasehold.core.volume.Geometry;
import org.leasehold.core.volume.IndexMetadata;
import org.leasehold.core.volume.IndexRecord;
import org.leasehold.core.volume.VolumeReader;
import org.leasehold.core.volume.VolumeSnapshot;

/// Reads a volume as `leasehold volume` does, geometry found by itself, and compares all that it
/// says with what was to be written.
///
/// @param file the bytes
/// @param hosts how many host ids are in use
/// @param leases by index record
/// @param fields what was to be written
record VolumeComparison(
    BlockFile file,
    LockspaceName lockspace,
    int hosts,
    List<LeaseId> leases,
    FieldLeaseArea fields) {

  /// @return each difference in a few words; empty when there is none
  String difference() {
    var found = new ArrayList<String>();
    try {
      var reader = new VolumeReader(file, Optional.empty(), Optional.empty());
      compare(reader.read(VolumeReader.Depth.GLANCE), found);
    } catch (BlockFileException e) {
      found.add(String.valueOf(e.getMessage()));
    }
    return String.join("; ", found);
  }

  private void compare(VolumeSnapshot read, List<String> found) {
    if (!read.geometry().equals(ByteLeaseArea.GEOMETRY)) found.add("geometry " + read.geometry());
    if (!read.isOwn()) found.add("no master lease, or no lockspace inside");
    boolean settled =
        read.index().metadata() instanceof IndexMetadata.Valid valid
            && !valid.updating()
            && valid.lockspace().equals(lockspace.text());
    if (!settled) found.add("index: " + read.index().metadata());
    for (int i = 0; i < read.index().records().size(); i++) record(read, i, found);
    if (!read.lockspace().damaged().isEmpty()) {
      found.add("heartbeats: " + read.lockspace().damaged());
    }
    for (int host = 1; host <= hosts; host++) heartbeat(read, host, found);
    for (int slot = 0; slot < leases.size(); slot++) {
      if (fields.exists(slot)) lease(read, slot, found);
      else removed(read, slot, found);
    }
  }

  private void record(VolumeSnapshot read, int number, List<String> found) {
    var record = read.index().records().get(number);
    boolean isThere = number < leases.size() && fields.exists(number);
    boolean same = isThere ? isUsed(read, number, record) : record instanceof IndexRecord.Free;
    if (!same) found.add("index record " + number + ": " + record);
  }

  private boolean isUsed(VolumeSnapshot read, int number, IndexRecord record) {
    return record instanceof IndexRecord.Used used
        && used.id().equals(leases.get(number).text())
        && used.hintBytes() == read.geometry().leaseOffsetBytes(number)
        && used.oddities().isEmpty();
  }

  private void heartbeat(VolumeSnapshot read, int host, List<String> found) {
    var joined = read.lockspace().host(new HostId(host));
    var seen =
        joined
            .map(j -> new Delta(j.generation().value(), j.timestamp(), j.hostName()))
            .orElse(Delta.NEVER);
    if (!seen.equals(fields.delta(host))) {
      found.add("heartbeat of host %d: %s, not %s".formatted(host, seen, fields.delta(host)));
    }
  }

  private void removed(VolumeSnapshot read, int slot, List<String> found) {
    var lease = read.lease(Geometry.slotOf(slot)).orElse(null);
    if (lease != null) found.add("slot of the removed %s: %s".formatted(leases.get(slot), lease));
  }

  private void lease(VolumeSnapshot read, int slot, List<String> found) {
    var lease = read.lease(Geometry.slotOf(slot)).orElse(null);
    var name = leases.get(slot);
    if (lease == null || !lease.leader().resourceName().equals(name.text())) {
      found.add("slot of " + name + ": " + lease);
      return;
    }
    var on = lease.leader();
    var leader =
        new Leader(on.leaseVersion(), (int) on.ownerId(), on.ownerGeneration(), on.timestamp());
    if (!on.checksumHolds() || !leader.equals(fields.leader(slot))) {
      found.add("leader of %s: %s, not %s".formatted(name, leader, fields.leader(slot)));
    }
    var request = lease.request();
    boolean asked = request.magicHolds() && request.leaseVersion() == fields.requestedVersion(slot);
    if (!asked) found.add("request of %s: %s".formatted(name, request));
    if (!lease.hosts().isEmpty()) found.add("ballots in the slot of " + name);
  }
}
