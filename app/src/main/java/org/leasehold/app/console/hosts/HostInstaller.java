package org.leasehold.app.console.hosts;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.leasehold.core.model.HostAddress;
import org.leasehold.core.monitor.Answer;

/// Puts the agent on a host through the admin's own SSH login as root.
public interface HostInstaller {
  /// Looks at the host and says what would be done there; the programs are sent, nothing else is
  /// changed.
  ///
  /// @param name of the host, for people
  /// @param address with the confirmed key; its user is not used
  /// @param rootUser who logs in
  /// @param engines keys of engines that the other hosts let in
  /// @return fails with one sentence
  CompletableFuture<Plan> plan(
      String name, HostAddress address, String rootUser, List<String> engines);

  /// What would be done, and the doing; must be closed.
  interface Plan extends AutoCloseable {
    /// What is not there yet, in order; empty when all is.
    List<String> steps();

    CompletableFuture<Answer> carryOut();

    @Override
    void close();
  }
}
