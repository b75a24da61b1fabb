package org.leasehold.agent.volume;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.leasehold.agent.report.Reports;
import org.leasehold.agent.rpc.Call;
import org.leasehold.agent.rpc.Handlers;
import org.leasehold.agent.rpc.Session;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.Done;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.protocol.HostTopic;

/// The looks engines have asked for: one per connection and lockspace, each on a thread of its own,
/// because a store that hangs stops its look.
public final class HostWatches implements AutoCloseable {
  private record Key(long session, LockspaceName lockspace) {}

  private final WantedLockspaces wanted;
  private final LockspaceLooks looks;
  private final Reports reports;
  private final AtomicLong numbers = new AtomicLong();
  private final Map<Key, HostWatch> running = new HashMap<>();

  public HostWatches(WantedLockspaces wanted, LockspaceLooks looks, Reports reports) {
    this.wanted = wanted;
    this.looks = looks;
    this.reports = reports;
  }

  public void bind(Handlers handlers) {
    handlers.on(HostTopic.WATCH, this::watch);
  }

  private synchronized Done watch(HostTopic.Watch ask, Call call) throws CallException {
    var one = wanted.find(ask.lockspace()).orElse(null);
    if (one == null) {
      throw new CallException(
          ErrorCode.NOT_JOINED,
          "lockspace %s is not joined by this agent; join it first".formatted(ask.lockspace()));
    }
    var key = new Key(call.session().number(), ask.lockspace());
    end(key);
    if (ask.hosts().isEmpty() && ask.leases().isEmpty()) return new Done("no longer watched");
    Session session = call.session();
    running.put(
        key,
        new HostWatch(
            one, ask, looks, reports, numbers, look -> session.tell(HostTopic.WATCHED, look)));
    session.atEnd(() -> end(key));
    return new Done("watched once a second");
  }

  private synchronized void end(Key key) {
    var before = running.remove(key);
    if (before != null) before.close();
  }

  @Override
  public synchronized void close() {
    running.values().forEach(HostWatch::close);
    running.clear();
  }
}
