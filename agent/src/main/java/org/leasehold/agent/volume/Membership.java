package org.leasehold.agent.volume;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Logger;
import org.leasehold.agent.journal.EventId;
import org.leasehold.agent.journal.EventJournal;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.model.LockspaceReport;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.sanlock.JoinedLockspace;
import org.leasehold.core.sanlock.LeasePlace;
import org.leasehold.core.sanlock.Leaving;
import org.leasehold.core.sanlock.LockspaceAt;
import org.leasehold.core.sanlock.SanlockClient;
import org.leasehold.core.sanlock.SanlockCode;
import org.leasehold.core.sanlock.SanlockException;

/// Joins and leaves lockspaces; the agent alone does that on a host. One change at a time.
public final class Membership {
  private static final Logger LOG = Logger.getLogger(Membership.class.getName());
  private static final Duration LEAVE_AT_MOST = Duration.ofSeconds(100);

  private final SanlockClient client;
  private final WantedLockspaces wanted;
  private final Enrolment enrolment;
  private final LockspaceLooks looks;
  private final EventJournal journal;
  private final List<JoinObstacle> obstacles = new CopyOnWriteArrayList<>();
  private final List<Runnable> beforeJoin = new CopyOnWriteArrayList<>();

  public Membership(
      SanlockClient client,
      WantedLockspaces wanted,
      Enrolment enrolment,
      LockspaceLooks looks,
      EventJournal journal) {
    this.client = client;
    this.wanted = wanted;
    this.enrolment = enrolment;
    this.looks = looks;
    this.journal = journal;
  }

  public Membership obstacle(JoinObstacle obstacle) {
    obstacles.add(obstacle);
    return this;
  }

  /// Runs after a lockspace has been written down as wanted and before it is joined, so that the
  /// lease guard watches from the first moment.
  public Membership beforeJoin(Runnable action) {
    beforeJoin.add(action);
    return this;
  }

  /// Joins and returns when the host id is held, or says that it is in already.
  ///
  /// @throws CallException RULE where the volume is not the enrolled one; nothing was changed
  public synchronized LockspaceReport join(WantedLockspaces.Wanted one, Duration atMost)
      throws CallException, InterruptedException {
    try {
      requireOneHostId(one.host());
      enrolment.require(one);
      if (!isIn(one)) {
        for (var obstacle : obstacles) requireNone(obstacle.now());
        note(one);
        client.addLockspace(place(one), one.host(), one.ioTimeout(), atMost);
        journal.record(
            EventId.LOCKSPACE_JOINED,
            null,
            "joined %s as host %s".formatted(one.lockspace(), one.host()));
      } else {
        note(one);
      }
    } catch (SanlockException e) {
      throw StoreFailures.of(e);
    } catch (CallException e) {
      if (e.code() == ErrorCode.RULE) {
        journal.record(EventId.LOCKSPACE_REFUSED, null, one.lockspace() + ": " + e.sentence());
      }
      throw e;
    }
    return seen(one.lockspace());
  }

  private void note(WantedLockspaces.Wanted one) throws CallException {
    try {
      wanted.put(one);
    } catch (IOException e) {
      throw new CallException(
          ErrorCode.UNREACHABLE,
          "lockspace %s cannot be written down on this host: %s"
              .formatted(one.lockspace(), e.getMessage()),
          e);
    }
    enrolment.forget(one.lockspace());
    for (var action : beforeJoin) action.run();
  }

  private void requireOneHostId(HostId host) throws CallException {
    var ours = wanted.host();
    if (ours.isEmpty() || ours.get().equals(host)) return;
    throw new CallException(
        ErrorCode.RULE,
        "this host has id %s; an id is given once, %s is another's".formatted(ours.get(), host));
  }

  private static void requireNone(Optional<String> obstacle) throws CallException {
    if (obstacle.isPresent()) throw new CallException(ErrorCode.RULE, obstacle.get());
  }

  private boolean isIn(WantedLockspaces.Wanted one) throws SanlockException, CallException {
    var joined = client.joined(one.lockspace());
    if (joined.isEmpty()) return false;
    var in = joined.get();
    if (in.phase() != JoinedLockspace.Phase.JOINED) {
      throw new CallException(
          ErrorCode.BUSY,
          "lockspace %s is %s on this host; ask again when that is over"
              .formatted(one.lockspace(), in.phase().name().toLowerCase(Locale.ROOT)));
    }
    if (in.host().equals(one.host()) && in.place().equals(place(one).place())) return true;
    throw new CallException(
        ErrorCode.RULE,
        "lockspace %s is joined already, as host %s at %s; leave it first"
            .formatted(one.lockspace(), in.host(), in.place()));
  }

  private LockspaceReport seen(LockspaceName name) throws CallException {
    looks.look();
    return looks
        .find(name)
        .orElseThrow(
            () ->
                new CallException(
                    ErrorCode.IN_DOUBT, "joined, but sanlock does not list lockspace " + name));
  }

  /// Leaves only where nobody uses it (S11), and forgets it.
  public synchronized void leave(LockspaceName name) throws CallException {
    try {
      var joined = client.joined(name);
      if (joined.isPresent()) {
        var in = joined.get();
        client.remLockspace(
            new LockspaceAt(name, in.place()), in.host(), Leaving.IF_UNUSED, LEAVE_AT_MOST);
      } else if (wanted.find(name).isEmpty()) {
        throw new CallException(
            ErrorCode.UNKNOWN_NAME, "lockspace " + name + " is not joined on this host");
      }
      wanted.remove(name);
      journal.record(EventId.LOCKSPACE_LEFT, null, "left lockspace " + name);
      looks.look();
    } catch (SanlockException e) {
      throw isInUse(e)
          ? new CallException(
              ErrorCode.RULE,
              "lockspace %s stays: a lease in it is held on this host; move the VMs that use it away or shut them down first"
                  .formatted(name),
              e)
          : StoreFailures.of(e);
    } catch (IOException e) {
      throw new CallException(
          ErrorCode.UNREACHABLE,
          "lockspace %s is left, but that cannot be written down, so this agent joins it again: %s"
              .formatted(name, e.getMessage()),
          e);
    }
  }

  private static boolean isInUse(SanlockException e) {
    return e instanceof SanlockException.Refused refused && refused.code() == SanlockCode.EBUSY;
  }

  /// Joins what is wanted and not joined; called again and again, so what fails is only logged.
  public void rejoin() throws InterruptedException {
    for (var one : wanted.all()) {
      if (looks.find(one.lockspace()).isPresent()) continue;
      try {
        rejoin(one);
      } catch (CallException e) {
        LOG.warning("lockspace " + one.lockspace() + " is not joined: " + e.sentence());
      }
    }
  }

  /// What was to be joined when this was begun may have been left since: while it waited for that.
  private synchronized void rejoin(WantedLockspaces.Wanted one)
      throws CallException, InterruptedException {
    if (wanted.find(one.lockspace()).filter(one::equals).isEmpty()) return;
    var _ = join(one, Duration.ofMinutes(10));
  }

  static LockspaceAt place(WantedLockspaces.Wanted one) {
    return new LockspaceAt(one.lockspace(), new LeasePlace(one.volume(), 0));
  }
}
