package org.leasehold.app.engine;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.leasehold.core.monitor.EngineFace;
import org.leasehold.core.monitor.LinkView;
import org.leasehold.core.protocol.HostTopic;

/// The keys of the engines that a cluster's hosts let in. Engines that stand on hosts must reach a
/// host that is added, too: any host that answers knows their keys.
public final class LetIn {
  private LetIn() {}

  /// @return `TYPE BASE64` each; empty where the cluster has no host in reach yet
  public static CompletableFuture<List<String>> elsewhere(EngineFace face) {
    var now = face.latest();
    var document = now.state().document();
    if (document == null) return CompletableFuture.completedFuture(List.of());
    for (var host : document.hosts().values()) {
      var link = now.links().get(host.id());
      if (link == null || link.standing() != LinkView.Standing.UP) continue;
      return face.look(host.id(), HostTopic.ACCESS, new HostTopic.Nothing())
          .thenApply(
              access -> {
                var engines = access.engines();
                return engines == null ? List.of() : engines;
              });
    }
    return CompletableFuture.completedFuture(List.of());
  }
}
