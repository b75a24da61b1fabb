package org.leasehold.app.console.connect;

import java.util.concurrent.CompletableFuture;
import org.leasehold.core.model.HostAddress;
import org.leasehold.core.monitor.Answer;

/// The way to a cluster that is not known here yet. Nothing blocks; futures fail with one sentence.
public interface Connector {
  /// The key that a host shows, `TYPE BASE64`; nothing is sent to it.
  ///
  /// @param name of the host, for people
  CompletableFuture<String> hostKey(String name, HostAddress at);

  /// Logs in to a host's agent and remembers its cluster.
  ///
  /// @param pinned with the key that a person confirmed
  CompletableFuture<Answer> connect(String name, HostAddress pinned);
}
