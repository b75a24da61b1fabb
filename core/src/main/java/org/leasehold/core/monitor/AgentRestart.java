package org.leasehold.core.monitor;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.leasehold.core.engine.Outcome;
import org.leasehold.core.link.LinkException;
import org.leasehold.core.link.Transport;
import org.leasehold.core.model.HostEntry;

/// Restarts a silent host's agent through a login of its own; touches no VM.
record AgentRestart(Dialer dialer) {
  /// The host's own limit is 30 s.
  private static final long SECONDS_MAX = 45;

  private static void close(Transport transport) {
    try {
      transport.close();
    } catch (IOException _) {
      // It is gone either way.
    }
  }

  /// Blocks until the host has said that it is done, or the login failed.
  Outcome restart(HostEntry host) {
    try (var transport = dialer.to(host, "restart-agent").dial()) {
      // Closing makes a read that would wait for ever end.
      CompletableFuture.delayedExecutor(SECONDS_MAX, TimeUnit.SECONDS)
          .execute(() -> close(transport));
      transport.in().readAllBytes();
      var said = transport.remarks();
      return said.isEmpty()
          ? new Outcome.Done("agent restarted")
          : new Outcome.Failed(host.name() + ": " + said);
    } catch (LinkException e) {
      return new Outcome.Failed(e.sentence());
    } catch (IOException e) {
      return new Outcome.Failed(host.name() + ": " + e.getMessage());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return new Outcome.MayHaveHappened("interrupted");
    }
  }
}
