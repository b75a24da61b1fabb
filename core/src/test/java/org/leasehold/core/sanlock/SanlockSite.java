package org.leasehold.core.sanlock;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.IoTimeout;
import org.leasehold.core.model.LeaseId;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.volume.Geometry;
import org.leasehold.core.volume.SectorSize;

/// A few hosts over one volume: daemons `h1`, `h2`, … that have joined the same lockspace with host
/// ids 1, 2, …, at io timeout 1 s and 512-byte sectors.
///
/// Lives below the module's build directory, because sanlock needs a file system that can do
/// O_DIRECT, which `/tmp` often cannot.
final class SanlockSite implements AutoCloseable {
  static final Geometry GEOMETRY = new Geometry(SectorSize.S512, 1);
  static final IoTimeout IO_TIMEOUT = new IoTimeout(1);
  static final LockspaceName LOCKSPACE = new LockspaceName("d7ab3a21-3f9e-4e8e-9c63-5a3c0b7d1e10");
  static final Duration JOIN_MAX = Duration.ofSeconds(30);

  private static final int SLOTS = 200;

  private final Path directory;
  private final List<SanlockDaemon> hosts = new ArrayList<>();
  private final AtomicInteger nextSlot = new AtomicInteger(1);

  private SanlockSite(Path directory) {
    this.directory = directory;
  }

  static SanlockSite open(int hostCount) throws Exception {
    SanlockDaemon.requireSanlock();
    var parent = Path.of("target", "sanlock").toAbsolutePath();
    Files.createDirectories(parent);
    var site = new SanlockSite(Files.createTempDirectory(parent, "s"));
    try (var volume = new RandomAccessFile(site.volume().toFile(), "rw")) {
      volume.setLength((long) SLOTS * GEOMETRY.slotBytes());
    }
    for (int id = 1; id <= hostCount; id++) {
      site.hosts.add(SanlockDaemon.start(site.directory.resolve("h" + id), "h" + id));
    }
    site.host(1).client().writeLockspace(site.lockspace(), GEOMETRY, IO_TIMEOUT);
    var joins = new ArrayList<Callable<Void>>();
    for (int id = 1; id <= hostCount; id++) joins.add(site.join(id));
    together(joins);
    site.awaitMutualSight();
    return site;
  }

  /// Until a daemon has seen another host renew, it does not know whether that host lives.
  private void awaitMutualSight() throws Exception {
    for (var host : hosts) {
      SanlockContract.eventually(
          () ->
              assertEquals(
                  Collections.nCopies(hosts.size(), HostState.LIVE),
                  host.client().getHosts(LOCKSPACE).stream().map(HostSeen::state).toList()));
    }
  }

  private static <T> List<T> together(List<Callable<T>> tasks) throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var results = new ArrayList<T>();
      for (Future<T> task : threads.invokeAll(tasks)) results.add(task.get());
      return results;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception cause) throw cause;
      throw e;
    }
  }

  private Callable<Void> join(int id) {
    return () -> {
      join(host(id).client(), id);
      return null;
    };
  }

  void join(SanlockClient client, int id) throws SanlockException {
    client.addLockspace(lockspace(), new HostId(id), IO_TIMEOUT, JOIN_MAX);
  }

  SanlockDaemon host(int id) {
    return hosts.get(id - 1);
  }

  Path volume() {
    return directory.resolve("volume");
  }

  Path directory() {
    return directory;
  }

  LockspaceAt lockspace() {
    return new LockspaceAt(LOCKSPACE, new LeasePlace(volume(), 0));
  }

  ResourceAt lease(String name, int slot) {
    return new ResourceAt(
        LOCKSPACE, new LeaseId(name), new LeasePlace(volume(), (long) slot * GEOMETRY.slotBytes()));
  }

  /// A fresh lease with a name and a slot that nobody else of this site uses, written by host 1.
  ResourceAt freshLease() throws SanlockException {
    var lease = unwrittenLease();
    host(1).client().writeResource(lease, GEOMETRY);
    return lease;
  }

  /// A fresh lease of the same name in another slot.
  ResourceAt freshTwin(ResourceAt lease) throws SanlockException {
    var twin = lease(lease.lease().text(), nextSlot.getAndIncrement());
    host(1).client().writeResource(twin, GEOMETRY);
    return twin;
  }

  /// A place nobody else of this site uses, all zero.
  ResourceAt unwrittenLease() {
    int slot = nextSlot.getAndIncrement();
    return lease("vm-" + slot, slot);
  }

  /// One sector of a slot as it is on disk.
  ByteBuffer sector(ResourceAt lease, int sector) throws IOException {
    var bytes = new byte[GEOMETRY.sectorBytes()];
    try (var volume = new RandomAccessFile(volume().toFile(), "r")) {
      volume.seek(lease.place().offsetBytes() + (long) sector * bytes.length);
      volume.readFully(bytes);
    }
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /// Flips one bit of a slot on disk.
  void damage(ResourceAt lease, int offset) throws IOException {
    try (var volume = new RandomAccessFile(volume().toFile(), "rwd")) {
      volume.seek(lease.place().offsetBytes() + offset);
      int before = volume.read();
      volume.seek(lease.place().offsetBytes() + offset);
      volume.write(before ^ 1);
    }
  }

  @Override
  public void close() throws IOException {
    for (var host : hosts) host.close();
    try (var files = Files.walk(directory)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
    }
  }
}
