package org.leasehold.agent.volume;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.leasehold.agent.guard.Moment;
import org.leasehold.agent.guard.Renewals;
import org.leasehold.agent.journal.EventId;
import org.leasehold.agent.journal.EventJournal;
import org.leasehold.agent.report.ReportSource;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.HostLife;
import org.leasehold.core.model.HostSight;
import org.leasehold.core.model.IoTimeout;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.model.LockspaceReport;
import org.leasehold.core.model.LockspaceReport.Standing;
import org.leasehold.core.sanlock.DaemonStatus;
import org.leasehold.core.sanlock.HostSeen;
import org.leasehold.core.sanlock.JoinedLockspace;
import org.leasehold.core.sanlock.SanlockClient;
import org.leasehold.core.sanlock.SanlockCode;
import org.leasehold.core.sanlock.SanlockException;

/// Looks at this host's sanlock once a second and keeps what it said for the report.
public final class LockspaceLooks
    implements ReportSource.Lockspaces, ReportSource.Complaints, AutoCloseable {
  private static final Logger LOG = Logger.getLogger(LockspaceLooks.class.getName());
  private static final long EVERY_MILLIS = 1000;

  private final SanlockClient client;
  private final WantedLockspaces wanted;
  private final Enrolment enrolment;
  private final Supplier<Moment> clocks;
  private final EventJournal journal;
  private final Runnable changed;
  private final HostSights sights = new HostSights();
  private final Renewals renewals = new Renewals();
  private final Map<LockspaceName, Standing> before = new TreeMap<>();
  private final Thread thread;
  private volatile List<LockspaceReport> last = List.of();
  private volatile @Nullable String complaint = "sanlock has not been asked yet";
  private volatile boolean closed;

  /// @param clocks both of this host: sanlock writes the one that stands still in a suspend
  /// @param changed called when a lockspace came, went or changed its standing
  public LockspaceLooks(
      SanlockClient client,
      WantedLockspaces wanted,
      Enrolment enrolment,
      Supplier<Moment> clocks,
      EventJournal journal,
      Runnable changed) {
    this.client = client;
    this.wanted = wanted;
    this.enrolment = enrolment;
    this.clocks = clocks;
    this.journal = journal;
    this.changed = changed;
    thread = Thread.ofPlatform().daemon().name("lockspaces").unstarted(this::run);
  }

  public LockspaceLooks start() {
    thread.start();
    return this;
  }

  private void run() {
    while (!closed) {
      look();
      try {
        Thread.sleep(EVERY_MILLIS);
      } catch (InterruptedException _) {
        return;
      }
    }
  }

  /// One look; also taken after a join or leave.
  synchronized void look() {
    try {
      var reports = new ArrayList<LockspaceReport>();
      var now = clocks.get();
      for (var space : client.status().lockspaces()) {
        if (space.phase() != JoinedLockspace.Phase.LEAVING)
          report(space, now).ifPresent(reports::add);
      }
      complaint = null;
      take(List.copyOf(reports));
    } catch (SanlockException e) {
      if (complaint == null) LOG.warning("sanlock: " + e.getMessage());
      complaint = "sanlock: " + e.getMessage();
      // Nothing is known any more; the lease guard acts on its own.
      take(List.of());
    }
  }

  private void take(List<LockspaceReport> reports) {
    last = reports;
    var now = new TreeMap<LockspaceName, Standing>();
    for (var report : reports) now.put(report.lockspace(), report.standing());
    if (now.equals(before)) return;
    for (var name : before.keySet()) {
      if (!now.containsKey(name) && wanted.find(name).isPresent()) {
        journal.record(
            EventId.LOCKSPACE_LOST, null, "sanlock does not list lockspace " + name + " any more");
      }
    }
    before.clear();
    before.putAll(now);
    changed.run();
  }

  private Optional<LockspaceReport> report(DaemonStatus.Lockspace space, Moment now)
      throws SanlockException {
    LockspaceName name;
    try {
      name = new LockspaceName(space.name());
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
    var ioTimeout = ioTimeout(name, space);
    var seen = hosts(name);
    var own = seen.stream().filter(one -> one.host().equals(space.host())).findFirst();
    long timestamp = own.map(HostSeen::timestampSeconds).orElse(0L);
    long success = detail(space, "renewal_last_success").orElse(timestamp);
    long attempt = detail(space, "renewal_last_attempt").orElse(success);
    renewals.seen(name.text(), success, now);
    long ageMillis = Math.max(0, renewals.ageMs(name.text(), now).orElse(0));
    var others = new ArrayList<HostSight>();
    for (var one : seen) {
      if (!one.host().equals(space.host())) others.add(sights.of(name, one, ioTimeout));
    }
    return Optional.of(
        new LockspaceReport(
            name,
            standing(space, ageMillis, ioTimeout),
            new HostLife(space.host(), space.generation()),
            timestamp,
            ageMillis,
            Math.max(0, success - attempt) * 1000,
            ioTimeout,
            enrolment.holds(name),
            others));
  }

  private static Standing standing(DaemonStatus.Lockspace space, long ageMillis, IoTimeout n) {
    if (space.phase() == JoinedLockspace.Phase.JOINING) return Standing.JOINING;
    return ageMillis >= 8000L * n.seconds() ? Standing.FAILING : Standing.JOINED;
  }

  /// Empty right after a join: the daemon has no first renewal yet.
  private List<HostSeen> hosts(LockspaceName name) throws SanlockException {
    try {
      return client.getHosts(name);
    } catch (SanlockException.Refused e) {
      if (e.code() == SanlockCode.EAGAIN || e.code() == SanlockCode.ENOENT) return List.of();
      throw e;
    }
  }

  private IoTimeout ioTimeout(LockspaceName name, DaemonStatus.Lockspace space) {
    var said = detail(space, "io_timeout");
    if (said.isPresent() && said.get() >= 1 && said.get() <= 255) {
      return new IoTimeout(said.get().intValue());
    }
    return wanted.find(name).map(WantedLockspaces.Wanted::ioTimeout).orElse(IoTimeout.DEFAULT);
  }

  private static Optional<Long> detail(DaemonStatus.Lockspace space, String key) {
    var text = space.details().get(key);
    if (text == null || text.isEmpty() || text.length() > 18) return Optional.empty();
    if (!text.chars().allMatch(c -> c >= '0' && c <= '9')) return Optional.empty();
    return Optional.of(Long.parseLong(text));
  }

  /// One host, also one that has left or was never there.
  public HostSight sight(LockspaceName lockspace, HostId host, IoTimeout ours)
      throws SanlockException {
    return sights.of(lockspace, client.getHost(lockspace, host), ours);
  }

  @Override
  public List<LockspaceReport> lockspaces() {
    return last;
  }

  public Optional<LockspaceReport> find(LockspaceName name) {
    return last.stream().filter(report -> report.lockspace().equals(name)).findFirst();
  }

  @Override
  public List<String> complaints() {
    var text = complaint;
    return text == null ? List.of() : List.of(text);
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
