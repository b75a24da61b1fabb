package org.leasehold.agent.guard;

import org.leasehold.core.sanlock.DaemonStatus;
import org.leasehold.core.sanlock.SanlockClient;
import org.leasehold.core.sanlock.SanlockException;

/// What asking the daemon for its status came to.
sealed interface DaemonAnswer {
  record Said(DaemonStatus status) implements DaemonAnswer {}

  /// Nobody listens: there is no daemon.
  record Gone(String why) implements DaemonAnswer {}

  /// Connected and not answered in time, or not understood.
  record Silent(String why) implements DaemonAnswer {}

  /// `status` and not `inquire`: an inquiry of a pid can make libvirt's own acquire for it fail.
  static DaemonAnswer ask(SanlockClient client) {
    try {
      return new Said(client.status());
    } catch (SanlockException e) {
      boolean gone =
          e instanceof SanlockException.NotReachable none
              && none.why() != SanlockException.NotReachable.Why.OTHER;
      return gone ? new Gone(e.sentence()) : new Silent(e.sentence());
    } catch (RuntimeException e) {
      return new Silent(String.valueOf(e.getMessage()));
    }
  }
}
