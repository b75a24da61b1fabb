package org.leasehold.agent.libvirt;

import org.leasehold.agent.vm.HypervisorException;
import org.leasehold.agent.vm.HypervisorException.Kind;
import org.libvirt.Connect;
import org.libvirt.Library;
import org.libvirt.LibvirtException;
import org.libvirt.jna.Libvirt.VirErrorCallback;

/// libvirt's default event loop, once per process, on one daemon thread of its own.
///
/// It has to be there before the first connection. It runs as long as the process: libvirt has no
/// way to stop it while a connection lives.
final class EventLoop {
  /// Held for ever: libvirt calls it. Without one it prints every error to stderr.
  private static final VirErrorCallback QUIET = (_, _) -> {};

  private static boolean started;

  private EventLoop() {}

  static synchronized void start() throws HypervisorException {
    if (started) return;
    try {
      Library.initEventLoop();
      Connect.setErrorCallback(QUIET);
    } catch (LibvirtException e) {
      throw new HypervisorException(
          Kind.OTHER, "libvirt's event loop could not be started: " + e.getMessage(), "");
    }
    Thread.ofPlatform().daemon().name("libvirt-events").start(EventLoop::run);
    started = true;
  }

  private static void run() {
    while (true) {
      try {
        Library.processEvent();
      } catch (LibvirtException e) {
        // One broken turn must not end the events of a process that lives for months.
        System.getLogger(EventLoop.class.getName())
            .log(System.Logger.Level.WARNING, "libvirt's event loop: " + e.getMessage());
      }
    }
  }
}
