package org.leasehold.core.engine;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.model.BootId;
import org.leasehold.core.model.ClusterDocument;
import org.leasehold.core.model.Epoch;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.HostReport;
import org.leasehold.core.model.StartAnswer;
import org.leasehold.core.model.VmId;
import org.leasehold.core.model.WatchReport;

/// What can happen. Each event carries the engine's monotonic time in nanoseconds; it never runs
/// backwards (boot clock and monotonic clock combined by the edge, S20).
public sealed interface Event {
  long atNanos();

  /// The engine starts, with the newest document it has and what its journal knew.
  ///
  /// @param ownHost the host it runs on, null on a desktop (S16)
  record Started(long atNanos, ClusterDocument document, Memory memory, @Nullable HostId ownHost)
      implements Event {
    public Started(long atNanos, ClusterDocument document, Memory memory) {
      this(atNanos, document, memory, null);
    }
  }

  /// Once a second.
  record Tick(long atNanos) implements Event {}

  /// An agent's full report arrived. The first of a connection is passed on only after its agent's
  /// document was compared with the engine's: a newer one comes before it as [DocumentChanged]
  /// (S5).
  record HostReported(long atNanos, HostReport report) implements Event {}

  /// An agent's answers to "can it start there?", all of them, replacing earlier ones.
  record HostAnswered(long atNanos, HostId host, BootId boot, SortedMap<VmId, StartAnswer> answers)
      implements Event {
    public HostAnswered {
      answers = Collections.unmodifiableSortedMap(new TreeMap<>(answers));
    }
  }

  /// A poll or any call to a host's agent failed.
  record ContactFailed(long atNanos, HostId host, String reason) implements Event {}

  /// One look asked for by [Command.Watch].
  record HostWatched(long atNanos, WatchReport look) implements Event {}

  /// Another host's agent tried to reach a silent host (S17), asked for by [Command.Probe].
  record HostProbed(long atNanos, HostId from, HostId silent, boolean reachable) implements Event {}

  /// The regular look at a host's power devices came to its end.
  ///
  /// @param usable whether its power could be switched all the same
  /// @param fault what is wrong, in words; empty when all is well
  record PowerChecked(long atNanos, HostId host, boolean usable, String fault) implements Event {}

  /// A command came to its end, or is given up waiting for.
  record CommandEnded(long atNanos, CommandId command, Outcome outcome) implements Event {}

  /// A person asked.
  record OperatorAsked(long atNanos, String operator, Request request) implements Event {}

  /// The claim on the engine lease was won, refused or lost.
  ///
  /// @param epoch the epoch written under the claim when `ACTING`, else the highest seen
  record ClaimChanged(long atNanos, Claim claim, Epoch epoch) implements Event {}

  /// Boot clock and monotonic clock drifted apart, or the loop stood still (S20).
  ///
  /// @param jumpMillis how much time was missed
  record TimeJumped(long atNanos, long jumpMillis) implements Event {}

  /// A newer document was seen or written.
  record DocumentChanged(long atNanos, ClusterDocument document) implements Event {}
}
