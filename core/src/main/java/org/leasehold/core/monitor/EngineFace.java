package org.leasehold.core.monitor;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.leasehold.core.engine.Request;
import org.leasehold.core.model.HostAddress;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.Method;
import org.leasehold.core.volume.VolumeSnapshot;

/// All that a console or a command line sees of an engine: a stream of snapshots, and requests.
///
/// The same for an engine in this process, one reached through SSH, the demo cluster and a replayed
/// journal. No method blocks; futures end within a deadline, and cancelling one abandons the work.
public interface EngineFace extends AutoCloseable {
  /// The newest snapshot; one exists from the beginning.
  Snapshot latest();

  /// Tells every snapshot from now on, in order, one at a time, on a thread of the face's own. A
  /// listener that is slow misses snapshots in between, never the newest.
  Subscription watch(Consumer<Snapshot> listener);

  /// Asks for something on behalf of a person; the answer says whether the engine took it to heart,
  /// not that it has happened yet.
  ///
  /// @param operator who asks, for the journal
  CompletableFuture<Answer> ask(String operator, Request request);

  /// Something that takes several steps, shown as [Work] in the snapshots until it ends.
  CompletableFuture<Answer> ask(String operator, Operation operation);

  /// Ends something that is under way early; the answer says whether it was told to end, and what
  /// became of it is seen in the snapshots.
  ///
  /// @param work id of a [Work] of a snapshot
  /// @return refused with the reason where it cannot be cancelled any more
  default CompletableFuture<Answer> cancel(String operator, String work) {
    return CompletableFuture.completedFuture(
        new Answer.Refused("it is over already; nothing was cancelled"));
  }

  /// The key a host's SSH server shows, `TYPE BASE64`, before anything of it is trusted; for a
  /// person to compare.
  CompletableFuture<String> hostKey(HostAddress address);

  /// Asks a host's agent something that changes nothing.
  ///
  /// @return fails with [CallException]; methods that change something are refused
  <P extends Record, R> CompletableFuture<R> look(HostId host, Method<P, R> method, P params);

  /// The xleases volume of a domain, freshly read by a host that reaches it.
  CompletableFuture<VolumeSnapshot> volume(LockspaceName domain);

  /// Events as journalled, oldest first.
  ///
  /// @param after number of the last event seen; 0 for the oldest kept
  /// @param countMax 1..10,000
  CompletableFuture<List<EventLine>> events(long after, int countMax);

  /// Incidents, newest first, with their timelines.
  ///
  /// @param countMax 1..1,000
  CompletableFuture<List<Incident>> incidents(int countMax);

  @Override
  void close();

  /// Ends a [#watch].
  interface Subscription extends AutoCloseable {
    @Override
    void close();
  }
}
