package org.leasehold.agent.guard;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The QEMU processes of this host, by libvirt's status files in memory-backed `/run`; a process
/// whose file has gone is kept until its last thread has ended.
final class Copies {
  private record Parsed(FileTime changed, Optional<LibvirtStatus> status) {}

  private final Path directory;
  private final Map<Path, Parsed> files = new HashMap<>();
  private final Map<Long, Copy> byPid = new HashMap<>();

  /// @param directory `/run/libvirt/qemu`
  Copies(Path directory) {
    this.directory = directory;
  }

  Collection<Copy> all() {
    return byPid.values();
  }

  /// Looks again.
  ///
  /// @return copies that have ended since the last look
  List<Copy> look(long nowNanos) {
    for (var status : statuses()) {
      if (status.pid() <= 1) continue;
      long startTicks = ProcFile.startTicks(status.pid());
      if (startTicks == 0) continue;
      var known = byPid.get(status.pid());
      if (known != null && known.startTicks == startTicks) known.status(status);
      else byPid.put(status.pid(), new Copy(status, startTicks, nowNanos));
    }
    var ended = new ArrayList<Copy>();
    for (var copy : List.copyOf(byPid.values())) {
      if (copy.isThere()) {
        copy.lookAtCpus();
      } else {
        byPid.remove(copy.pid);
        ended.add(copy);
      }
    }
    return ended;
  }

  private List<LibvirtStatus> statuses() {
    var found = new ArrayList<LibvirtStatus>();
    var seen = new ArrayList<Path>();
    try (DirectoryStream<Path> list = Files.newDirectoryStream(directory, "*.xml")) {
      for (var file : list) {
        seen.add(file);
        status(file).ifPresent(found::add);
      }
    } catch (IOException e) {
      return found; // no libvirt here yet
    }
    files.keySet().retainAll(seen);
    return found;
  }

  private Optional<LibvirtStatus> status(Path file) {
    try {
      var changed = Files.getLastModifiedTime(file);
      var before = files.get(file);
      if (before != null && before.changed().equals(changed)) return before.status();
      var status = LibvirtStatus.parse(Files.readString(file));
      files.put(file, new Parsed(changed, status));
      return status;
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
