package org.leasehold.app.console.demo;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.leasehold.app.console.text.Texts;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.monitor.Snapshot;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.protocol.Method;

/// The demo cluster in real time or faster, behind the engine's face.
///
/// One thread of its own owns the cluster; everything asked is done there.
public final class DemoFace extends PlayedFace {
  private static final long SETTLED_MILLIS = 3_600_000L;

  private final DemoCluster cluster;
  private final List<Snapshot> past;

  /// An hour of its life has passed when this returns.
  ///
  /// @param wallMillis now, for people
  public DemoFace(long wallMillis) {
    this(new DemoCluster(wallMillis - SETTLED_MILLIS, 7));
  }

  private DemoFace(DemoCluster fresh) {
    this(fresh, fresh.settle());
  }

  private DemoFace(DemoCluster settled, List<Snapshot> past) {
    super(settled);
    cluster = settled;
    this.past = past;
  }

  /// What an engine that ran before the window would have shown, oldest first.
  public List<Snapshot> past() {
    return past;
  }

  /// @param host from 1
  /// @return whether it changed anything
  public CompletableFuture<Boolean> make(Trouble trouble, int host, String vm) {
    return on(
        () -> {
          boolean changed = cluster.make(trouble, host, vm);
          tell();
          return changed;
        });
  }

  @Override
  public <P extends Record, R> CompletableFuture<R> look(
      HostId host, Method<P, R> method, P params) {
    return on(
        () -> {
          var answer =
              cluster.isConnected(host)
                  ? DemoLook.answer(host, method, cluster.snapshot().state().document())
                  : null;
          if (answer == null) throw new CallException(ErrorCode.UNREACHABLE, NO_AGENT);
          return method.result().cast(answer);
        });
  }

  /// The first bytes of a slot of a domain's volume.
  public CompletableFuture<byte[]> bytes(LockspaceName domain, int slot, int length) {
    return on(() -> cluster.bytes(domain, slot, length));
  }

  /// Writes the last quarter of an hour, or a little more, as a story.
  ///
  /// @return a sentence for people
  public CompletableFuture<String> tell(Path folder) {
    return on(
        () -> {
          cluster.tell(folder);
          return Texts.say("incidents.told", folder.toString());
        });
  }
}
