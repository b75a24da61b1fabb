package org.leasehold.agent.libvirt;

import com.sun.jna.Pointer;
import org.leasehold.agent.vm.HypervisorException;
import org.libvirt.Connect;
import org.libvirt.LibvirtException;

/// One connection, closed only when the last call that uses it has come back.
final class Link extends Connect {
  /// libvirtd is asked every 5 s; three misses end the connection and free every call that hangs.
  private static final int KEEPALIVE_SECONDS = 5;

  private static final int KEEPALIVE_MISSES = 3;

  private int users;
  private boolean ended;

  Link(String uri) throws LibvirtException {
    super(uri);
  }

  /// Drivers inside this process, such as the test driver, know no keep-alive.
  void keepAlive() {
    try {
      setKeepAlive(KEEPALIVE_SECONDS, KEEPALIVE_MISSES);
    } catch (LibvirtException _) {
      // The driver is in this process: there is no line that could break.
    }
  }

  Pointer handle() {
    return vcp.getPointer();
  }

  synchronized boolean enter() {
    if (ended) return false;
    users++;
    return true;
  }

  synchronized void leave() {
    users--;
    if (ended && users == 0) closeNow();
  }

  /// No new calls; the last one closes.
  synchronized void end() {
    if (ended) return;
    ended = true;
    if (users == 0) closeNow();
  }

  private void closeNow() {
    try {
      close();
    } catch (LibvirtException _) {
      // It broke before; there is nothing left to close.
    }
  }

  @SuppressWarnings("EnumOrdinal") // libvirt-java itself maps libvirt's number to the ordinal
  static HypervisorException translated(String what, LibvirtException e) {
    return LibvirtError.of(what, e.getError().getCode().ordinal(), String.valueOf(e.getMessage()));
  }
}
