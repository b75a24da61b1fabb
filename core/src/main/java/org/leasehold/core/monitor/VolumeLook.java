package org.leasehold.core.monitor;

import java.util.Optional;
import org.leasehold.core.engine.EngineState;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.model.LockspaceReport;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.protocol.StoreTopic;
import org.leasehold.core.protocol.VolumePieces;
import org.leasehold.core.volume.BlockFileException;
import org.leasehold.core.volume.RecordedFile;
import org.leasehold.core.volume.VolumeReader;
import org.leasehold.core.volume.VolumeSnapshot;

/// A domain's volume as one of its hosts reads it.
///
/// @param host which reads it
/// @param path of the volume there
record VolumeLook(HostId host, String path) {
  /// The first host that answers and has joined.
  static VolumeLook of(EngineState state, LockspaceName domain) throws CallException {
    var document = state.document();
    var entry = document == null ? null : document.stores().get(domain);
    if (entry == null) {
      throw new CallException(ErrorCode.UNKNOWN_NAME, "no store " + domain + " in this cluster");
    }
    for (var place : entry.places().entrySet()) {
      var host = state.hosts().get(place.getKey());
      if (host == null || host.report() == null || !host.status().answers()) continue;
      var report = host.report();
      for (var space : report.lockspaces()) {
        boolean reaches =
            space.lockspace().equals(domain) && space.standing() == LockspaceReport.Standing.JOINED;
        if (reaches) return new VolumeLook(host.id(), place.getValue().path());
      }
    }
    throw new CallException(
        ErrorCode.UNREACHABLE, "no host that answers has joined " + entry.name());
  }

  StoreTopic.VolumeAt ask() {
    return new StoreTopic.VolumeAt(path);
  }

  static VolumeSnapshot read(StoreTopic.VolumeBytes bytes) throws CallException {
    var file =
        new RecordedFile(
            bytes.path(), bytes.sizeBytes(), bytes.grows(), VolumePieces.decode(bytes.pieces()));
    try {
      return new VolumeReader(file, Optional.empty(), Optional.empty())
          .read(VolumeReader.Depth.GLANCE);
    } catch (BlockFileException e) {
      throw new CallException(ErrorCode.UNREACHABLE, String.valueOf(e.getMessage()), e);
    }
  }
}
