package org.leasehold.agent.volume;

/// Joins the wanted lockspaces at the agent's start, and again after sanlock came back without
/// them.
public final class Rejoin implements AutoCloseable {
  private static final long EVERY_MILLIS = 10_000;
  private final Thread thread;

  public Rejoin(Membership membership) {
    thread =
        Thread.ofPlatform()
            .daemon()
            .name("rejoin")
            .start(
                () -> {
                  try {
                    while (true) {
                      membership.rejoin();
                      Thread.sleep(EVERY_MILLIS);
                    }
                  } catch (InterruptedException _) {
                    // Closed.
                  }
                });
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
