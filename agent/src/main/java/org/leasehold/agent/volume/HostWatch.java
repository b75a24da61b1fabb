package org.leasehold.agent.volume;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.logging.Logger;
import org.leasehold.agent.report.Reports;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.HostSight;
import org.leasehold.core.model.LeaseId;
import org.leasehold.core.model.LeaseSight;
import org.leasehold.core.model.LeaseVersion;
import org.leasehold.core.model.WatchReport;
import org.leasehold.core.protocol.HostTopic;
import org.leasehold.core.sanlock.SanlockException;
import org.leasehold.core.volume.BlockFileException;

/// One look a second at named hosts, through this host's sanlock, and at named leases, on this
/// host's own volume. A look that fails is not sent: silence is no evidence.
final class HostWatch implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(HostWatch.class.getName());
  private static final long EVERY_NANOS = 1_000_000_000L;

  private final WantedLockspaces.Wanted wanted;
  private final HostTopic.Watch ask;
  private final LockspaceLooks looks;
  private final Reports reports;
  private final AtomicLong numbers;
  private final Consumer<WatchReport> send;
  private final FreeSince freeSince = new FreeSince();
  private final Thread thread;

  /// @param numbers counts the looks of this agent run
  HostWatch(
      WantedLockspaces.Wanted wanted,
      HostTopic.Watch ask,
      LockspaceLooks looks,
      Reports reports,
      AtomicLong numbers,
      Consumer<WatchReport> send) {
    this.wanted = wanted;
    this.ask = ask;
    this.looks = looks;
    this.reports = reports;
    this.numbers = numbers;
    this.send = send;
    thread = Thread.ofPlatform().daemon().name("watch " + ask.lockspace()).start(this::run);
  }

  private void run() {
    try (var reader = LeaseReader.open(wanted.volume())) {
      for (long next = System.nanoTime(); ; next += EVERY_NANOS) {
        look(reader);
        long waitNanos = next + EVERY_NANOS - System.nanoTime();
        if (waitNanos > 0) Thread.sleep(waitNanos / 1_000_000, (int) (waitNanos % 1_000_000));
        else next = System.nanoTime();
      }
    } catch (InterruptedException _) {
      // Asked for no longer.
    } catch (BlockFileException e) {
      LOG.warning("watch of " + ask.lockspace() + " ended: " + e.getMessage());
    }
  }

  private void look(LeaseReader reader) {
    try {
      // The leases first: an owner seen afterwards can only be newer.
      var leases = new ArrayList<LeaseSight>();
      for (var lease : ask.leases()) sight(reader, lease, leases);
      var hosts = new TreeMap<HostId, HostSight>();
      for (var host : ask.hosts()) see(host, hosts);
      for (var lease : leases) {
        var owner = lease.owner();
        if (owner != null && !hosts.containsKey(owner.host())) see(owner.host(), hosts);
      }
      send.accept(
          new WatchReport(
              wanted.host(),
              reports.instance(),
              reports.boot(),
              numbers.incrementAndGet(),
              ask.lockspace(),
              List.copyOf(hosts.values()),
              leases));
    } catch (SanlockException e) {
      LOG.fine(() -> "look at " + ask.lockspace() + " failed: " + e.getMessage());
    } catch (BlockFileException e) {
      LOG.fine(() -> "look at " + ask.lockspace() + " failed: " + e.getMessage());
    }
  }

  private void see(HostId host, Map<HostId, HostSight> into) throws SanlockException {
    into.put(host, looks.sight(ask.lockspace(), host, wanted.ioTimeout()));
  }

  /// A lease that is missing or damaged is left out: nothing is known of it.
  private void sight(LeaseReader reader, LeaseId lease, List<LeaseSight> into)
      throws BlockFileException {
    var at = reader.offsetBytes(lease);
    if (at.isEmpty()) return;
    var leader = reader.leader(at.get());
    if (!LeaseReader.isWhole(leader, lease)) return;
    var owner = LeaseReader.owner(leader).orElse(null);
    boolean held = LeaseReader.isHeld(leader) && owner != null;
    var version = new LeaseVersion(leader.leaseVersion());
    into.add(
        new LeaseSight(
            lease,
            owner,
            held,
            version,
            held ? 0 : freeSince.freeNanos(lease, version, System.nanoTime()) / 1_000_000));
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
