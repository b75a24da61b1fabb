package org.leasehold.core.monitor;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/// Tells snapshots to listeners, each on a thread of its own: a slow one misses some, never the
/// newest, and holds up nobody.
public final class Broadcast implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Broadcast.class.getName());

  private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();
  private volatile Snapshot latest;

  public Broadcast(Snapshot first) {
    latest = first;
  }

  public Snapshot latest() {
    return latest;
  }

  public void publish(Snapshot next) {
    latest = next;
    for (var listener : listeners) listener.wake();
  }

  public EngineFace.Subscription watch(Consumer<Snapshot> told) {
    var listener = new Listener(told);
    listeners.add(listener);
    listener.thread.start();
    listener.wake();
    return listener;
  }

  @Override
  public void close() {
    for (var listener : listeners) listener.close();
  }

  private final class Listener implements EngineFace.Subscription {
    private final Consumer<Snapshot> told;
    private final Semaphore news = new Semaphore(0);
    private final Thread thread = Thread.ofVirtual().name("snapshots").unstarted(this::run);

    Listener(Consumer<Snapshot> told) {
      this.told = told;
    }

    void wake() {
      if (news.availablePermits() == 0) news.release();
    }

    private void run() {
      long seen = -1;
      try {
        while (true) {
          news.acquire();
          news.drainPermits();
          var one = latest;
          if (one.number() == seen) continue;
          seen = one.number();
          told.accept(one);
        }
      } catch (InterruptedException _) {
        // Closed.
      } catch (RuntimeException e) {
        LOG.log(Level.SEVERE, "a listener of snapshots failed and is told no more", e);
        listeners.remove(this);
      }
    }

    @Override
    public void close() {
      listeners.remove(this);
      thread.interrupt();
    }
  }
}
