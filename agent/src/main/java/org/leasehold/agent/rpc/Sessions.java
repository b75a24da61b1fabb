package org.leasehold.agent.rpc;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.leasehold.core.protocol.Notice;

/// The connections that are open.
public final class Sessions {
  private final Map<Long, Session> open = new ConcurrentSkipListMap<>();

  void add(Session session) {
    open.put(session.number(), session);
  }

  void remove(Session session) {
    open.remove(session.number());
  }

  public int count() {
    return open.size();
  }

  /// Calls being worked on, for all of them.
  public int callsUnderWay() {
    return open.values().stream().mapToInt(session -> session.underWay().get()).sum();
  }

  /// Tells everybody who has greeted.
  public <P extends Record> void tell(Notice<P> notice, P params) {
    for (var session : open.values()) session.tell(notice, params);
  }

  void closeAll(String reason) {
    for (var session : open.values()) session.close(reason);
  }
}
