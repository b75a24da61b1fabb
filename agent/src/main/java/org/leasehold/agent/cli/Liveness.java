package org.leasehold.agent.cli;

import java.util.function.BooleanSupplier;
import org.leasehold.agent.guard.ServiceNotify;

/// Tells systemd that the agent is ready, and then that it lives, as long as its report loop does.
final class Liveness implements AutoCloseable {
  private static final long EVERY_MILLIS = 3000;
  private final Thread thread;

  private Liveness(Thread thread) {
    this.thread = thread;
  }

  static Liveness start(ServiceNotify systemd, BooleanSupplier isAlive) {
    var _ = systemd.ready("serving");
    return new Liveness(
        Thread.ofPlatform()
            .daemon()
            .name("liveness")
            .start(
                () -> {
                  try {
                    while (true) {
                      if (isAlive.getAsBoolean()) systemd.alive();
                      Thread.sleep(EVERY_MILLIS);
                    }
                  } catch (InterruptedException _) {
                    // The agent ends.
                  }
                }));
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
