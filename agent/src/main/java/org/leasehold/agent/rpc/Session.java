package org.leasehold.agent.rpc;

import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.protocol.HostTopic;
import org.leasehold.core.protocol.Notice;
import org.leasehold.core.protocol.Peer;

/// One connection to the agent, from its greeting to its end.
public final class Session {
  private final long number;
  private final String peerName;
  private final AtomicReference<HostTopic.@Nullable Hello> hello = new AtomicReference<>();
  private final AtomicReference<@Nullable Peer> peer = new AtomicReference<>();
  private final AtomicInteger underWay = new AtomicInteger();
  private final CopyOnWriteArrayList<Runnable> atEnd = new CopyOnWriteArrayList<>();

  Session(long number, String peerName) {
    this.number = number;
    this.peerName = peerName;
  }

  void attach(Peer its) {
    peer.set(its);
  }

  /// Unique within this run of the agent.
  public long number() {
    return number;
  }

  AtomicInteger underWay() {
    return underWay;
  }

  public boolean hasGreeted() {
    return hello.get() != null;
  }

  void greet(HostTopic.Hello said) {
    hello.set(said);
  }

  /// Tells the other end, if it has greeted.
  public <P extends Record> void tell(Notice<P> notice, P params) {
    var its = peer.get();
    if (its != null && hasGreeted()) its.tell(notice, params);
  }

  public boolean isOpen() {
    var its = peer.get();
    return its != null && its.end() == null;
  }

  /// Runs when the connection has ended, at once if it has already.
  public void atEnd(Runnable action) {
    atEnd.add(action);
    if (!isOpen() && atEnd.remove(action)) action.run();
  }

  void ended() {
    for (var action : atEnd) if (atEnd.remove(action)) action.run();
  }

  void close(String reason) {
    var its = peer.get();
    if (its != null) its.close(reason);
  }

  @Override
  public String toString() {
    var said = hello.get();
    return "session %d (%s%s)"
        .formatted(number, peerName, said == null ? "" : ", " + said.caller());
  }
}
