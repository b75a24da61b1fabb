package org.leasehold.agent.libvirt;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.leasehold.agent.vm.HypervisorException;
import org.leasehold.agent.vm.HypervisorException.Kind;
import org.leasehold.agent.vm.VmHappening;
import org.libvirt.LibvirtException;

/// Keeps one connection with its events, and makes a new one a second after it broke.
final class Reconnect implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final long RETRY_MILLIS = 1000;

  /// More than 50 VMs make in an hour; when nobody reads, it is full and says so by `Missed`.
  private static final int HAPPENINGS_MAX = 10_000;

  private final String uri;
  private final LibvirtCalls calls;
  private final BlockingQueue<VmHappening> happenings = new LinkedBlockingQueue<>(HAPPENINGS_MAX);
  private final Object lock = new Object();
  private @Nullable Link link;
  private @Nullable LibvirtEvents events;
  private String lastTrouble = "no connection was made yet";
  private boolean broken;
  private boolean closed;
  private boolean overflowed;

  Reconnect(String uri, LibvirtCalls calls) {
    this.uri = uri;
    this.calls = calls;
  }

  void start() {
    Thread.ofPlatform().daemon().name("libvirt-connect").start(this::run);
  }

  BlockingQueue<VmHappening> happenings() {
    return happenings;
  }

  boolean isUp() {
    synchronized (lock) {
      return link != null;
    }
  }

  boolean awaitUp(Duration atMost) throws InterruptedException {
    long until = System.nanoTime() + atMost.toNanos();
    synchronized (lock) {
      while (link == null) {
        long millis = (until - System.nanoTime()) / 1_000_000;
        if (millis <= 0) return false;
        lock.wait(millis);
      }
      return true;
    }
  }

  /// The connection, entered: the caller leaves it.
  Link entered(String what) throws HypervisorException {
    synchronized (lock) {
      if (link != null && link.enter()) return link;
      throw new HypervisorException(
          Kind.NOT_CONNECTED,
          "%s was not tried: libvirt is not reachable on this host (%s)"
              .formatted(what, lastTrouble),
          lastTrouble);
    }
  }

  private void run() {
    while (connectOnce()) {
      synchronized (lock) {
        try {
          if (link == null) lock.wait(RETRY_MILLIS);
          while (link != null && !broken && !closed) lock.wait();
        } catch (InterruptedException _) {
          Thread.currentThread().interrupt();
          return;
        }
      }
      drop();
    }
    drop();
  }

  /// @return false when closed
  private boolean connectOnce() {
    synchronized (lock) {
      if (closed) return false;
    }
    try {
      calls.within(CONNECT, "connecting to " + uri, this::connect);
    } catch (HypervisorException e) {
      synchronized (lock) {
        lastTrouble =
            e.detail().isEmpty() ? e.sentence() : "connecting to " + uri + ": " + e.detail();
      }
    }
    return true;
  }

  private boolean connect() throws HypervisorException {
    Link made;
    try {
      made = new Link(uri);
    } catch (LibvirtException e) {
      throw Link.translated("connecting to " + uri, e);
    }
    var listening = new LibvirtEvents(this::tell);
    try {
      made.keepAlive();
      made.registerCloseListener((_, reason) -> broke("the connection ended: " + reason));
      listening.register(made.handle());
    } catch (LibvirtException e) {
      // The driver inside this process knows no close listener.
      listening.register(made.handle());
    }
    synchronized (lock) {
      if (closed || link != null) {
        listening.deregister(made.handle());
        made.end();
        return false;
      }
      link = made;
      events = listening;
      broken = false;
      lock.notifyAll();
    }
    tell(new VmHappening.Connected());
    return true;
  }

  private void broke(String why) {
    synchronized (lock) {
      broken = true;
      lastTrouble = why;
      lock.notifyAll();
    }
  }

  private void drop() {
    Link old;
    LibvirtEvents listening;
    String why;
    synchronized (lock) {
      old = link;
      listening = events;
      why = lastTrouble;
      link = null;
    }
    if (old == null || listening == null) return;
    listening.deregister(old.handle());
    old.end();
    tell(new VmHappening.Disconnected(why));
  }

  private void tell(VmHappening happening) {
    synchronized (lock) {
      if (overflowed && happenings.offer(new VmHappening.Missed())) overflowed = false;
      if (overflowed || !happenings.offer(happening)) overflowed = true;
    }
  }

  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
      lock.notifyAll();
    }
  }
}
