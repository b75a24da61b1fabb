package org.leasehold.agent.volume;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.leasehold.agent.journal.DurableFile;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.IoTimeout;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.StoreTopic.VolumeIdentity;
import org.leasehold.core.protocol.Wire;

/// The lockspaces this host is to be in, written down so that a new agent joins them again.
public final class WantedLockspaces {
  /// One of them.
  ///
  /// @param path of the volume on this host
  /// @param enrolled what the volume must be on
  public record Wanted(
      LockspaceName lockspace,
      String path,
      HostId host,
      IoTimeout ioTimeout,
      VolumeIdentity enrolled) {
    public Path volume() {
      return Path.of(path);
    }
  }

  private record Content(List<Wanted> lockspaces) {}

  private final Path file;
  private final List<Wanted> wanted;

  private WantedLockspaces(Path file, List<Wanted> wanted) {
    this.file = file;
    this.wanted = wanted;
  }

  public static WantedLockspaces open(Path stateFolder) throws IOException {
    var file = stateFolder.resolve("lockspaces");
    var bytes = DurableFile.read(file);
    if (bytes.isEmpty()) return new WantedLockspaces(file, new ArrayList<>());
    try {
      var json = JsonParser.parseString(new String(bytes.get(), StandardCharsets.UTF_8));
      var content = Wire.fromJson(json, Content.class);
      return new WantedLockspaces(file, new ArrayList<>(content.lockspaces()));
    } catch (CallException | RuntimeException e) {
      throw new IOException(
          file + " cannot be read; remove it and join the lockspaces again: " + e.getMessage(), e);
    }
  }

  public synchronized List<Wanted> all() {
    return List.copyOf(wanted);
  }

  public synchronized Optional<Wanted> find(LockspaceName name) {
    return wanted.stream().filter(one -> one.lockspace().equals(name)).findFirst();
  }

  /// This host's id, the same in every lockspace; empty before the first join.
  public synchronized Optional<HostId> host() {
    return wanted.stream().map(Wanted::host).findFirst();
  }

  synchronized void put(Wanted one) throws IOException {
    var next = new ArrayList<>(wanted);
    next.removeIf(other -> other.lockspace().equals(one.lockspace()));
    next.add(one);
    replace(next);
  }

  synchronized void remove(LockspaceName name) throws IOException {
    var next = new ArrayList<>(wanted);
    if (next.removeIf(other -> other.lockspace().equals(name))) replace(next);
  }

  private void replace(List<Wanted> next) throws IOException {
    var json = Wire.GSON.toJson(new Content(List.copyOf(next)));
    DurableFile.write(file, json.getBytes(StandardCharsets.UTF_8));
    wanted.clear();
    wanted.addAll(next);
  }
}
