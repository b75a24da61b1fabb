package org.leasehold.core.sanlock;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.leasehold.core.io.DirectBlockFile;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.IoTimeout;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.volume.BlockFileException;
import org.leasehold.core.volume.EditOutcome;
import org.leasehold.core.volume.Geometry;
import org.leasehold.core.volume.VolumeCreation;
import org.leasehold.core.volume.VolumeEditor;
import org.leasehold.core.volume.VolumeReader;
import org.leasehold.core.volume.VolumeSnapshot;

/// A volume made by Leasehold on a real file, and real sanlock daemons that joined it.
public final class JoinedVolume implements AutoCloseable {
  static final IoTimeout IO_TIMEOUT = new IoTimeout(1);
  private static final Duration JOIN_MAX = Duration.ofSeconds(30);

  private final Path directory;
  private final LockspaceName lockspace;
  private final List<SanlockDaemon> daemons = new ArrayList<>();
  private final List<DaemonLeases> leases = new ArrayList<>();

  private JoinedVolume(Path directory, LockspaceName lockspace) {
    this.directory = directory;
    this.lockspace = lockspace;
  }

  /// Daemons of hosts 1, 2, … have joined; `outsiders` more run and have not.
  public static JoinedVolume open(
      LockspaceName lockspace, Geometry geometry, int joined, int outsiders) throws Exception {
    SanlockDaemon.requireSanlock();
    var parent = Path.of("target", "sanlock").toAbsolutePath();
    Files.createDirectories(parent);
    var volume = new JoinedVolume(Files.createTempDirectory(parent, "v"), lockspace);
    for (int id = 1; id <= joined + outsiders; id++) {
      volume.daemons.add(SanlockDaemon.start(volume.directory.resolve("h" + id), "kvm" + id));
      volume.leases.add(new DaemonLeases(volume.daemons.getLast().client(), volume.path()));
    }
    Files.createFile(volume.path());
    try (var file = volume.write()) {
      var creation = new VolumeCreation(file, volume.leases(1), lockspace, geometry, IO_TIMEOUT);
      assertInstanceOf(EditOutcome.Done.class, creation.create(1_790_000_000L));
    }
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var joins = new ArrayList<Future<?>>();
      for (int id = 1; id <= joined; id++) {
        int host = id;
        joins.add(
            threads.submit(
                () -> {
                  volume.join(host);
                  return host;
                }));
      }
      for (var join : joins) join.get();
    }
    return volume;
  }

  void join(int id) throws SanlockException {
    daemon(id)
        .client()
        .addLockspace(
            new LockspaceAt(lockspace, new LeasePlace(path(), 0)),
            new HostId(id),
            IO_TIMEOUT,
            JOIN_MAX);
  }

  /// Waits until host 1 and host 2 call each other alive.
  void awaitMutualSight() throws Exception {
    long giveUp = System.nanoTime() + JOIN_MAX.toNanos();
    while (!sees(1, 2) || !sees(2, 1)) {
      if (System.nanoTime() > giveUp) fail("the hosts do not see each other alive");
      Thread.sleep(100);
    }
  }

  /// Waits until a host's sanlock can tell who is in the lockspace: not before its first renewal,
  /// up to 2N after it joined (EAGAIN).
  public void awaitFirstLook(int id) throws Exception {
    long giveUp = System.nanoTime() + JOIN_MAX.toNanos();
    while (!sees(id, id)) {
      if (System.nanoTime() > giveUp) fail("host " + id + " has not read its lockspace");
      Thread.sleep(100);
    }
  }

  private boolean sees(int id, int other) {
    try {
      return daemon(id).client().getHost(lockspace, new HostId(other)).state() == HostState.LIVE;
    } catch (SanlockException e) {
      return false;
    }
  }

  SanlockDaemon daemon(int id) {
    return daemons.get(id - 1);
  }

  /// Where the daemon of a host listens.
  public Path runDir(int id) {
    return daemon(id).runDir();
  }

  DaemonLeases leases(int id) {
    return leases.get(id - 1);
  }

  public Path path() {
    return directory.resolve("xleases");
  }

  DirectBlockFile write() throws BlockFileException {
    return DirectBlockFile.write(path());
  }

  public VolumeSnapshot read() throws BlockFileException {
    try (var file = DirectBlockFile.read(path())) {
      return new VolumeReader(file, Optional.empty(), Optional.empty())
          .read(VolumeReader.Depth.WHOLE);
    }
  }

  /// Does an edit as the given host.
  public EditOutcome edit(int id, Edit edit) throws Exception {
    try (var file = write()) {
      return edit.with(new VolumeEditor(file, leases(id)));
    }
  }

  @FunctionalInterface
  public interface Edit {
    EditOutcome with(VolumeEditor editor) throws Exception;
  }

  @Override
  public void close() throws IOException {
    leases.forEach(DaemonLeases::close);
    daemons.forEach(SanlockDaemon::close);
    try (var files = Files.walk(directory)) {
      for (var file : files.sorted((a, b) -> b.compareTo(a)).toList()) Files.deleteIfExists(file);
    }
  }
}
