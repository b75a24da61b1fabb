package org.leasehold.app.console.vms;

import java.util.concurrent.CompletableFuture;
import org.leasehold.core.model.HostAddress;
import org.leasehold.core.model.VmId;

/// A program of this computer that shows a guest's display.
public interface Viewer {
  boolean isInstalled();

  /// @param protocol as the host's agent says
  /// @return done when it was closed; fails with one sentence
  CompletableFuture<Void> show(HostAddress address, VmId vm, String protocol);
}
