package org.leasehold.agent.vm;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.leasehold.core.protocol.CallException;

/// Does on threads of its own what takes longer than an event or a look may.
final class VmWork implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(VmWork.class.getName());

  private final ExecutorService workers =
      Executors.newThreadPerTaskExecutor(
          Thread.ofPlatform().daemon().name("vm-work-", 1).factory());

  /// Something that takes longer.
  interface Work {
    void run() throws CallException, InterruptedException;
  }

  void about(VmRecord record, Work work) {
    run("VM " + record.vm, work);
  }

  /// @param what for people, should it fail
  void run(String what, Work work) {
    workers.execute(
        () -> {
          try {
            work.run();
          } catch (CallException e) {
            LOG.warning(what + ": " + e.sentence());
          } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
          } catch (RuntimeException e) {
            LOG.log(Level.SEVERE, what + " was not looked at after the fact", e);
          }
        });
  }

  @Override
  public void close() {
    workers.shutdown();
  }
}
